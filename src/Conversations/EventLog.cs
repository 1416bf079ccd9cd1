namespace GovStack.Conversations;

/// <summary>
/// The append log of one conversation's events, held in memory while its actor lives. Used by one caller at a time, like the conversation itself. The tokens of
/// a finished turn are kept as one text and made into events again for whoever reads them: one by one they were most of the server's memory. Of the news of a
/// wait only the latest is kept, so numbers may jump.
/// </summary>
internal sealed class EventLog(TimeProvider clock, long firstNumber)
{
    // A page that was away longer than this many events reads the history instead.
    private const int KeptEvents = 20_000;

    private readonly List<TurnEvent> _events = [];   // A TokenRun stands for all its tokens.
    private long _firstKept = firstNumber;
    private int _kept;
    private long _next = firstNumber;
    private TaskCompletionSource _news = NewSignal();
    private bool _isClosed;

    /// <summary>Gets the number the next event will have.</summary>
    public long Next => _next;

    /// <summary>Gets when somebody last read or waited for events; a question nobody reads for long moves to the background.</summary>
    public DateTimeOffset LastRead { get; private set; } = clock.GetUtcNow();

    /// <summary>Gets how many are waiting for news now.</summary>
    public int Waiting { get; private set; }

    /// <summary>Gets how many objects hold the events.</summary>
    internal int Held => _events.Count;

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
        var happened = create(_next);
        _next++;

        if (_events.Count > 0 && IsOutdated(_events[^1], happened))
        {
            _events[^1] = happened;
        }
        else
        {
            _events.Add(happened);
            _kept++;
        }

        if (happened.IsLast)
            JoinTokens(happened);
        if (_kept > KeptEvents + (KeptEvents / 4))
            Trim();
        Wake();
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
        {
            if (_events[index] is TokenRun run)
                events.AddRange(run.From(from));
            else
                events.Add(_events[index]);
        }

        return new(events, _next, isIdle);
    }

    /// <summary>Waits for news where there is no event of this number yet: until one is appended or the log is closed, at most <paramref name="patience"/>.</summary>
    public async Task WaitAsync(long number, TimeSpan patience, CancellationToken cancellationToken)
    {
        LastRead = clock.GetUtcNow();
        if (_next > number || _isClosed || patience <= TimeSpan.Zero)
            return;

        // Told through the thread pool, one step later than need be: what a turn tells in one go is then read, and sent, in one go.
        Waiting++;
        try
        {
            await _news.Task.WaitAsync(patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            Waiting--;
            LastRead = clock.GetUtcNow();
        }
    }

    /// <summary>Lets everybody go who waits, and keeps nobody any more: what is told from now on is told by the conversation that takes this one's place.</summary>
    public void Close()
    {
        _isClosed = true;
        Wake();
    }

    // How long a wait still is, is news only until it is told again: of a ticket that waits for an hour it would be most of what its conversation holds.
    private static bool IsOutdated(TurnEvent before, TurnEvent now)
        => before is QueuedEvent old && now is QueuedEvent && old.Turn == now.Turn && old.Cause is null;

    private void Wake()
    {
        var news = _news;
        _news = NewSignal();
        news.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int FirstIndex(long from)
    {
        // Numbers rise, but not always by one, so the place is found by halving.
        int low = 0, high = _events.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (LastNumber(_events[middle]) < from)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Trim()
    {
        var gone = 0;
        while (_kept > KeptEvents)
            _kept -= _events[gone++] is TokenRun run ? run.Count : 1;
        _events.RemoveRange(0, gone);
        _firstKept = _events[0].Number;
    }

    private void JoinTokens(TurnEvent last)
    {
        // Back to where the turn begins; what else was told between its tokens stays where it is.
        for (var end = _events.Count - 1; end > 0 && !(_events[end] is AcceptedEvent accepted && accepted.Turn == last.Turn);)
        {
            var first = end;
            while (first > 0 && _events[first - 1] is TokenEvent token && token.Turn == last.Turn && token.Number == _events[first].Number - 1)
                first--;
            if (end - first > 1)
            {
                var run = TokenRun.Of(_events.GetRange(first, end - first), (last as DoneEvent)?.Answer);
                _events.RemoveRange(first, end - first);
                _events.Insert(first, run);
            }

            end = first == end ? end - 1 : first;
        }

        _events.TrimExcess();
    }

    private static long LastNumber(TurnEvent happened) => happened is TokenRun run ? run.Number + run.Count - 1 : happened.Number;

    /// <summary>The tokens of a turn in a row: their text, and where in it each ends. Never leaves the log.</summary>
    private sealed record TokenRun(long Number, int Turn, string Text, int[] Ends) : TurnEvent(Number, Turn)
    {
        public int Count => Ends.Length;

        public static TokenRun Of(List<TurnEvent> tokens, string? answer)
        {
            var text = new System.Text.StringBuilder();
            var ends = new int[tokens.Count];
            for (var index = 0; index < ends.Length; index++)
                ends[index] = text.Append(((TokenEvent)tokens[index]).Text).Length;
            var joined = text.ToString();
            return new(tokens[0].Number, tokens[0].Turn, joined == answer ? answer : joined, ends);   // Mostly the answer itself, which is kept already.
        }

        public IEnumerable<TurnEvent> From(long number)
        {
            for (var index = (int)Math.Max(0, number - Number); index < Ends.Length; index++)
            {
                var start = index == 0 ? 0 : Ends[index - 1];
                yield return new TokenEvent(Number + index, Turn, Text[start..Ends[index]]);
            }
        }
    }
}
