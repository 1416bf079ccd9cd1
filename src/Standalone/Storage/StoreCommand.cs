namespace GovStack.Standalone.Storage;

/// <summary>One write waiting for the writer's thread. It completes when it is on the disk.</summary>
internal abstract class StoreCommand
{
    /// <summary>Gets or sets why it was refused; its neighbours in the group are not concerned.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Writes. Runs again from the start where the group it was in could not be saved.</summary>
    public abstract void Run(StoreWrites writes);

    /// <summary>Tells the caller, who goes on elsewhere: the writer's thread is never borrowed.</summary>
    public abstract void Finish();
}

/// <summary>A write that returns something.</summary>
internal sealed class StoreCommand<T>(Func<StoreWrites, T> work) : StoreCommand
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Completion => _completion.Task;

    public override void Run(StoreWrites writes) => _result = work(writes);

    public override void Finish()
    {
        if (Failure is null)
            _completion.SetResult(_result);
        else
            _completion.SetException(Failure);
    }
}
