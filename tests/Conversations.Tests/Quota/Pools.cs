using GovStack.Conversations.Quota;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>Pools and requests for tests.</summary>
internal static class Pools
{
    public static PoolSettings Settings(
        ProviderEvaluator evaluator = ProviderEvaluator.Window,
        long requests = 600,
        long tokens = 60_000,
        bool refunds = false,
        int? inFlight = null,
        HeaderDialect dialect = HeaderDialect.OpenAI,
        TimeSpan? shortWindow = null,
        TimeSpan? queueCap = null,
        bool bursts = false)
    {
        var options = new QuotaOptions();
        var profile = new ProfileOptions { BasedOn = "generic", Evaluator = evaluator, Refunds = refunds, Dialect = dialect, MaxInFlight = inFlight, Safety = 1, Bursts = bursts };
        if (shortWindow is { } length)
            profile.SubWindows.Add(new SubWindowOptions { Axis = QuotaAxis.Tokens, Length = length });
        options.Profiles["test"] = profile;
        options.Pools["desk"] = new PoolOptions { Profile = "test", RequestsPerMinute = requests, TokensPerMinute = tokens, QueueCap = queueCap };
        return PoolSettings.Find("desk", options)!;
    }

    public static QuotaLedger Ledger(PoolSettings settings) => new(settings, 1, NullLogger.Instance);

    public static ProviderPool Pool(PoolSettings settings, QuotaOptions? options = null, PoolLease? lease = null, long epoch = 1)
        => new(settings, options ?? new QuotaOptions(), epoch, NullLogger.Instance) { Lease = lease };

    public static GrantRequest Ask(string reservation, QuotaClass kind = QuotaClass.Interactive, int input = 700, int maximum = 300, string tenant = "town", string person = "")
        => new("desk", reservation, kind, tenant, person, input, 0, maximum, default, default, TimeSpan.FromSeconds(5), "tax");

    public static Ticket Acquire(this ProviderPool pool, double seconds, GrantRequest request, double askedAgo = 0, double deadline = double.PositiveInfinity)
        => pool.Acquire(TimeSpan.FromSeconds(seconds), request, "", TimeSpan.FromSeconds(askedAgo), double.IsInfinity(deadline) ? TimeSpan.MaxValue : TimeSpan.FromSeconds(deadline));

    /// <summary>A server's sign of life that reaches the pool at once, as its answer does the server.</summary>
    public static void Beat(this ProviderPool pool, double seconds, string caller, FallbackPace pace)
    {
        var now = TimeSpan.FromSeconds(seconds);
        pace.Heard(now, pool.Heard(now, caller, pace.Sending(now)));
    }

    public static Settlement Answered(int input = 700, int output = 300, int cached = 0)
        => new(CallOutcome.Answered, input, cached, output, 0, new Dictionary<string, string>());

    public static Settlement Ended(CallOutcome outcome) => new(outcome, null, null, null, 0, new Dictionary<string, string>());

    /// <summary>Moves a pool on to a time, waking it exactly when it asks for it, and takes what was granted on the way.</summary>
    public static List<(double At, Ticket Ticket)> RunUntil(this ProviderPool pool, double seconds, Action<double, Ticket>? granted = null)
    {
        var news = new List<(double, Ticket)>();
        var until = TimeSpan.FromSeconds(seconds);
        while (true)
        {
            var wake = pool.Wake < until ? pool.Wake : until;
            pool.Tick(wake);
            while (pool.TryTakeNews(out var ticket))
            {
                if (ticket.State != TicketState.Granted)
                    continue;
                news.Add((wake.TotalSeconds, ticket));
                granted?.Invoke(wake.TotalSeconds, ticket);
            }

            if (wake >= until)
                return news;
        }
    }

    /// <summary>So many questions at once; what was granted on arrival is not news.</summary>
    public static List<Ticket> Fill(this ProviderPool pool, double seconds, int count)
    {
        var tickets = Enumerable.Range(0, count).Select(i => pool.Acquire(seconds, Ask($"f{seconds}-{i}"))).ToList();
        while (pool.TryTakeNews(out _))
        {
            // Granted on arrival: the tests look at what comes later.
        }

        return tickets;
    }
}
