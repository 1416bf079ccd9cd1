namespace GovStack.Standalone.Mailboxes;

/// <summary>
/// Runs tasks one at a time, in the order they came, on the thread pool: what Orleans gives a grain. There is one for every conversation in memory, so it holds
/// little: the framework's exclusive scheduler takes a kilobyte or two.
/// </summary>
internal sealed class MailboxScheduler : TaskScheduler, IThreadPoolWorkItem
{
    // So long a queue lets others have the thread.
    private const int MostInARow = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Task> _queue = new(0);
    private Task? _atOnce;   // What Run runs; only who is busy sets it.
    private bool _isBusy;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs a task that has not been started: on this thread where nothing runs, which saves waking another, otherwise in its turn.</summary>
    public void Run(Task task)
    {
        if (!TryEnter())
        {
            task.Start(this);
            return;
        }

        _atOnce = task;
        task.RunSynchronously(this);
        _atOnce = null;
        if (!TryLeave())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        for (var run = 0; run < MostInARow; run++)
        {
            if (TryLeave())
                return;
            Task task;
            lock (_gate)
                task = _queue.Dequeue();
            TryExecuteTask(task);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _queue.Enqueue(task);
            if (_isBusy)
                return;
            _isBusy = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    // Nothing is run in the middle of something else, also not on the same thread: what awaits goes on when that is through.
    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => task == _atOnce && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return [.. _queue];
    }

    private bool TryEnter()
    {
        lock (_gate)
        {
            if (_isBusy)
                return false;
            return _isBusy = true;
        }
    }

    private bool TryLeave()
    {
        lock (_gate)
        {
            if (_queue.Count > 0)
                return false;
            _isBusy = false;
            return true;
        }
    }
}
