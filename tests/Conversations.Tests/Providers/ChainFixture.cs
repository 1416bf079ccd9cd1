using GovStack.Conversations.Agencies;
using GovStack.Conversations.Costs;
using GovStack.Conversations.Providers;
using GovStack.Conversations.Quota;
using GovStack.TestKit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Conversations.Tests.Providers;

/// <summary>A chain over scripted models and the real gate, on a clock the test moves.</summary>
internal sealed class ChainFixture : IDisposable
{
    private readonly List<NamedChatClient> _clients = [];
    private readonly InProcessGate _gate;

    public ChainFixture(Func<IProviderGate, IProviderGate>? around = null, QuotaOptions? quota = null)
    {
        quota ??= new QuotaOptions();
        foreach (var name in new[] { "first", "second", "openai" })
            quota.Pools.TryAdd($"local/{name}", new PoolOptions { Profile = "local", MaxInFlight = 100 });
        _gate = new InProcessGate(Microsoft.Extensions.Options.Options.Create(quota), Prompts, Clock, NullLogger<QuotaLedger>.Instance);
        Gate = around?.Invoke(_gate) ?? _gate;
        Book = new CostBook(Clock);
        Clock.Advance(TimeSpan.FromMinutes(2));   // The ledger starts in debt; that is its own tests' concern.
    }

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 11, 58, 0, TimeSpan.Zero));

    public PromptTokens Prompts { get; } = new();

    public CostBook Book { get; }

    public IProviderGate Gate { get; }

    public ProvidersOptions Options { get; } = new();

    public ProviderRegistry Registry => field ??= new ProviderRegistry(
        Microsoft.Extensions.Options.Options.Create(Options), new ProviderClients(Clock), _clients, Clock, NullLogger<ProviderRegistry>.Instance);

    public ProviderChain Chain => field ??= new ProviderChain(Registry, Gate, Prompts, new BudgetGovernor(Book), Book, Clock, NullLogger<ProviderChain>.Instance);

    public Agency Agency { get; set; } = SampleAgency.Make();

    public ScriptedChatClient Add(string provider, params ModelScript[] scripts)
    {
        var client = new ScriptedChatClient(Clock, scripts);
        _clients.Add(new(provider, client, $"local/{provider}"));
        return client;
    }

    public ChainRequest Ask(params string[] providers) => new()
    {
        Agency = Agency,
        Botlet = "general",
        Tiers = [.. providers.Select(provider => new ChainTier(provider, null, provider == "extractive" ? null : $"{provider}-model"))],
        Messages = [new(ChatRole.System, "You answer."), new(ChatRole.User, "How do I renew my passport?")],
        Question = "How do I renew my passport?",
        Passages = [],
        Language = "en",
        MaxAnswerTokens = 600,
        Class = QuotaClass.Interactive,
        Person = "person",
        ReservationStem = "c/1/1",
        ArrivedAt = Clock.GetUtcNow(),
        Deadline = Clock.GetUtcNow() + TimeSpan.FromSeconds(150),
    };

    public async Task<List<ChainUpdate>> RunAsync(ChainRequest request, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChainUpdate>();
        await foreach (var update in Chain.RunAsync(request, cancellationToken))
            updates.Add(update);
        return updates;
    }

    /// <summary>Lets time pass in small steps while the work waits in a queue, until it is done; while it is at work the clock stands.</summary>
    public async Task PassAsync(Task work, TimeSpan most)
    {
        for (var passed = TimeSpan.Zero; passed < most && !work.IsCompleted;)
        {
            if ((await Gate.StatusAsync(CancellationToken.None)).Any(pool => pool.Queues.Any(queue => queue.Waiting > 0)))
            {
                Clock.Advance(TimeSpan.FromMilliseconds(250));
                passed += TimeSpan.FromMilliseconds(250);
            }

            await Task.Yield();
        }
    }

    /// <summary>The pools that hold a call in flight.</summary>
    public async Task<IReadOnlyList<string>> InFlightAsync()
        => [.. (await Gate.StatusAsync(CancellationToken.None)).Where(pool => pool.InFlight > 0).Select(pool => pool.Pool)];

    public void Dispose()
    {
        Registry.Dispose();
        _gate.Dispose();
    }
}

internal static class ChainUpdates
{
    public static string Text(this IEnumerable<ChainUpdate> updates) => string.Concat(updates.OfType<ChainText>().Select(update => update.Text));
}
