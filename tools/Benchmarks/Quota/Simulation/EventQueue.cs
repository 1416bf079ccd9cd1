namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>What happens next in virtual time; things due together happen in the order they were planned.</summary>
internal sealed class EventQueue<T>
{
    private readonly PriorityQueue<T, (double At, long Number)> _queue = new();
    private long _number;

    public int Count => _queue.Count;

    public void Plan(double at, T what) => _queue.Enqueue(what, (at, _number++));

    public bool TryNext(out double at, out T what)
    {
        var found = _queue.TryDequeue(out what!, out var due);
        at = due.At;
        return found;
    }
}
