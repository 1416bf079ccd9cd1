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

    public ChainFixture(QuotaOptions? quota = null)
    {
        _gate = new InProcessGate(Microsoft.Extensions.Options.Options.Create(quota ?? new QuotaOptions()), Prompts, Clock, NullLogger<QuotaLedger>.Instance);
        Book = new CostBook(Clock);
    }

    public ManualClock Clock { get; } = new();

    public PromptTokens Prompts { get; } = new();

    public CostBook Book { get; }

    public IProviderGate Gate => _gate;

    public ProvidersOptions Options { get; } = new();

    public ProviderRegistry Registry => field ??= new ProviderRegistry(
        Microsoft.Extensions.Options.Options.Create(Options), new ProviderClients(), _clients, Clock, NullLogger<ProviderRegistry>.Instance);

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
