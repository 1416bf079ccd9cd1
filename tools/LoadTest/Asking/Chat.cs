namespace GovStack.LoadTest.Asking;

/// <summary>One person's conversation with the measured server.</summary>
internal abstract class Chat
{
    /// <summary>Asks and reads to the end. A fault of the server or the network is a reply, never an exception; giving up is <see cref="OperationCanceledException"/>.</summary>
    /// <param name="messageId">The question's own id.</param>
    /// <param name="text">The question.</param>
    /// <param name="progress">Told of everything on the way, so that what a person saw before giving up is not lost.</param>
    /// <param name="cancellationToken">The person's patience.</param>
    public abstract Task<Reply> AskAsync(string messageId, string text, ReplyProgress progress, CancellationToken cancellationToken);

    /// <summary>Comes back for the answer a ticket promised. Null while it is not there, or where the server has no tickets.</summary>
    public virtual Task<LaterAnswer?> ComeBackAsync(string messageId, CancellationToken cancellationToken) => Task.FromResult<LaterAnswer?>(null);
}

/// <summary>What has come so far.</summary>
internal sealed class ReplyProgress(RunClock clock)
{
    private readonly TimeSpan _askedAt = clock.Now;
    private TimeSpan _postedAt = clock.Now;
    private TimeSpan? _lastPromise;
    private TimeSpan _lastPromiseAt;

    public Reply Reply { get; private set; } = new();

    public TimeSpan Elapsed => clock.Now - _askedAt;

    /// <summary>The question itself goes out, its conversation being made.</summary>
    public void Posted() => _postedAt = clock.Now;

    public void CrisisTold() => Reply = Reply with { CrisisAfter = Reply.CrisisAfter ?? clock.Now - _postedAt };

    public void Accepted(int turn) => Reply = Reply with { AcceptedAfter = Reply.AcceptedAfter ?? Elapsed, Turn = turn };

    /// <summary>Takes in what the server tells of the wait, in its own seconds.</summary>
    public void Queued(TimeSpan expectedByServer, TimeSpan promisedByServer, string? cause)
    {
        var (expected, promised) = (clock.ToSimulated(expectedByServer), clock.ToSimulated(promisedByServer));

        // A promise falls with the clock; rounding to whole seconds may lift it by one.
        var rose = _lastPromise is { } last && promised > last - (Elapsed - _lastPromiseAt) + clock.ToSimulated(TimeSpan.FromSeconds(1.5)) && cause is null;
        (_lastPromise, _lastPromiseAt) = (promised, Elapsed);
        Reply = Reply with
        {
            QueuedAfter = Reply.QueuedAfter ?? Elapsed,
            Expected = Reply.Expected ?? expected,
            Promised = Reply.Promised ?? promised,
            UnexplainedRises = Reply.UnexplainedRises + (rose ? 1 : 0),
            Cause = cause is "provider-down" or "limit-cut" ? cause : Reply.Cause,
            ToldWithCause = cause is "provider-down" or "limit-cut" ? (promised, Elapsed) : Reply.ToldWithCause,
        };
    }

    public void Token(string text) => Reply = Reply with { FirstTokenAfter = Reply.FirstTokenAfter ?? Elapsed, Text = Reply.Text + text };

    public void StartAgain() => Reply = Reply with { Text = "" };

    public void Change(Func<Reply, Reply> change) => Reply = change(Reply);

    public Reply End(string kind, int status, Func<Reply, Reply>? change = null)
    {
        Reply = (change?.Invoke(Reply) ?? Reply) with { Kind = kind, Status = status, EndedAfter = Elapsed };
        return Reply;
    }
}
