namespace GovStack.Conversations;

/// <summary>
/// The append log of one conversation's events, held in memory while its actor lives. Used by one caller at a time, like the conversation itself.
/// </summary>
internal sealed class EventLog(TimeProvider clock, long firstNumber)
{
    // A page that was away longer than this many events reads the history instead.
    private const int KeptEvents = 20_000;

    private readonly List<TurnEvent> _events = [];
    private long _firstKept = firstNumber;
    private long _next = firstNumber;
    private TaskCompletionSource _news = NewSignal();

    /// <summary>Gets the number the next event will have.</summary>
    public long Next => _next;

    /// <summary>Gets when somebody last read or waited for events; a question nobody reads for long moves to the background.</summary>
    public DateTimeOffset LastRead { get; private set; } = clock.GetUtcNow();

    /// <summary>Gets how many are waiting for news now.</summary>
    public int Waiting { get; private set; }

    /// <summary>Continues at a higher number: what a reopened conversation may have sent before stays unused.</summary>
    public void SkipTo(long number)
    {
        if (number <= _next)
            return;
        if (_events.Count == 0)
            _firstKept = number;
        _next = number;
    }

    /// <summary>Appends an event, giving it the next number, and wakes who waits.</summary>
    public void Append(Func<long, TurnEvent> create)
    {
        _events.Add(create(_next));
        _next++;
        if (_events.Count > KeptEvents + (KeptEvents / 4))
            Trim();
        var news = _news;
        _news = NewSignal();
        news.SetResult();
    }

    /// <summary>Reads what there is from a number on.</summary>
    /// <param name="from">The first number wanted. One that is gone is answered with a <see cref="RestartedEvent"/> in its place; one beyond the end with nothing.</param>
    /// <param name="isIdle">Whether nothing more comes by itself.</param>
    public TurnEventBatch Read(long from, bool isIdle)
    {
        LastRead = clock.GetUtcNow();
        if (from > _next)
            return new([], _next, isIdle);
        var index = FirstIndex(from);
        var isGone = from < _firstKept && (index == _events.Count || _events[index] is not RestartedEvent);
        var events = new List<TurnEvent>(_events.Count - index + 1);
        if (isGone)
            events.Add(new RestartedEvent(from, 0, 1));
        for (; index < _events.Count; index++)
            events.Add(_events[index]);
        return new(events, _next, isIdle);
    }

    /// <summary>Waits until there is an event of this number or higher, at most <paramref name="patience"/>.</summary>
    public async Task WaitAsync(long number, TimeSpan patience, CancellationToken cancellationToken)
    {
        LastRead = clock.GetUtcNow();
        Waiting++;
        try
        {
            var deadline = clock.GetUtcNow() + patience;
            while (_next <= number)
            {
                var left = deadline - clock.GetUtcNow();
                if (left <= TimeSpan.Zero)
                    return;
                await _news.Task.WaitAsync(left, clock, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            // Patience ran out: the caller is told that there is no news.
        }
        finally
        {
            Waiting--;
            LastRead = clock.GetUtcNow();
        }
    }

    /// <summary>Wakes everybody who waits, without news: the conversation is closing or has become idle.</summary>
    public void Wake()
    {
        var news = _news;
        _news = NewSignal();
        news.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int FirstIndex(long from)
    {
        // Numbers rise by one but for jumps after a restart, so the place is found by halving.
        int low = 0, high = _events.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_events[middle].Number < from)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Trim()
    {
        _events.RemoveRange(0, _events.Count - KeptEvents);
        _firstKept = _events[0].Number;
    }
}
