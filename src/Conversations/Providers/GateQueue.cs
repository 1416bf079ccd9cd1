using GovStack.Conversations.Quota;

namespace GovStack.Conversations.Providers;

/// <summary>Waits at the gate for one grant, and tells the person the place and the waits: only when they change, and falling unless there is a cause.</summary>
internal sealed class GateQueue(IProviderGate gate, TimeProvider clock, Action<ChainQueued> tell)
{
    // Every grant moves everybody behind it; nobody reads a queue faster than this.
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    // The gate calls for a new place, a cause and the grant. It is asked without a call only for a wait that has fallen faster than time passed.
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(10);

    private ChainQueued? _shown;
    private long _shownAt;

    /// <summary>Gets the first promise that was shown, or null.</summary>
    public TimeSpan? FirstPromise { get; private set; }

    /// <summary>Asks and waits.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="isQuiet">Whether the person is not told, because text is already running.</param>
    /// <param name="cancellationToken">Ends the wait and gives the ticket back.</param>
    /// <returns>A grant or a refusal.</returns>
    public async Task<GateAnswer> EnterAsync(GrantRequest request, bool isQuiet, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await gate.AcquireAsync(request, cancellationToken).ConfigureAwait(false);
            while (answer is Wait wait)
            {
                var patience = isQuiet || Show(wait) ? LongestPatience : LeastPause;
                answer = await gate.WaitAsync(request.Pool, request.Reservation, patience, cancellationToken).ConfigureAwait(false);
            }

            return answer;
        }
        catch
        {
            // Whatever ended the wait, the ticket must not stay in the queue.
            await gate.CancelAsync(request.Pool, request.Reservation, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Shows a wait, where it is news.</summary>
    /// <returns>Whether all is shown; false for news that comes too soon after the last.</returns>
    private bool Show(Wait wait)
    {
        var place = wait.Place;
        var expected = wait.Expected;
        var promised = wait.Promised;
        if (_shown is { } shown && wait.Cause is null)
        {
            var elapsed = clock.GetElapsedTime(_shownAt);
            place = Math.Min(place, shown.Place);
            expected = Smaller(expected, shown.Expected - elapsed);
            promised = Smaller(promised, shown.Promised - elapsed);
            // The page counts down by itself; news is a place, or a wait that fell faster than time passed.
            var isNews = place < shown.Place || expected < shown.Expected - elapsed - LeastPause || promised < shown.Promised - elapsed - LeastPause;
            if (!isNews || (elapsed < LeastPause && place > 1))
                return !isNews;
        }
        else if (_shown is { } last && last.Cause == wait.Cause && last.Place == place && RoundUp(promised) >= last.Promised)
        {
            return true;
        }

        if (expected > promised)
            expected = promised;
        _shown = new(place, RoundUp(expected), RoundUp(promised), wait.Cause);
        _shownAt = clock.GetTimestamp();
        FirstPromise ??= _shown.Promised;
        tell(_shown);
        return true;
    }

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other < TimeSpan.Zero ? TimeSpan.Zero : other;

    private static TimeSpan RoundUp(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(Math.Ceiling(time.TotalSeconds), 1));
}
