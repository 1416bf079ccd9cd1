using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Botlets;
using GovStack.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace GovStack.Conversations.Tests;

/// <summary>What a server thinks through after its start.</summary>
public sealed class WarmUpTests
{
    private static readonly Agency Town = SampleAgencies.Small(questions:
    [
        .. Enumerable.Range(1, 12).Select(number => new ExampleQuestion("tax", "en", $"When does my tax refund number {number} come?")),
        .. Enumerable.Range(1, 12).Select(number => new ExampleQuestion("permits", "en", $"How do I renew passport number {number}?")),
    ]);

    [Fact]
    public async Task RunAsync_AfterTheStart_SearchesForEachExampleAndForLettersInAQuietMoment()
    {
        var clock = new ManualClock();
        var pages = new Pages();
        var done = WarmUp(pages, NullLogger<WarmUp>.Instance, clock).RunAsync(CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Empty(pages.Searched);   // The first people come first.

        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.All(Town.Questions, question => Assert.Contains(question.Text, pages.Searched));
        Assert.Contains(string.Join(" ", Town.Questions.Skip(20).Select(question => question.Text)), pages.Searched);   // The letter of the last four; in a longer one each part is searched for.

        var each = pages.Searched.Count;
        clock.Advance(TimeSpan.FromSeconds(11));
        await done;
        Assert.Equal(12 * each, pages.Searched.Count);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(12 * each, pages.Searched.Count);
    }

    [Fact]
    public async Task RunAsync_PagesThatFail_EndsWithAWarning()
    {
        var clock = new ManualClock();
        var warnings = new Warnings();
        var done = WarmUp(new Pages { Fails = true }, warnings, clock).RunAsync(CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(3));
        await done;

        Assert.Equal(1, warnings.Count);
    }

    [Fact]
    public async Task RunAsync_ServerThatStops_EndsAtOnce()
    {
        var pages = new Pages();
        using var stopping = new CancellationTokenSource();
        var done = WarmUp(pages, NullLogger<WarmUp>.Instance, new ManualClock()).RunAsync(stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => done);
        Assert.Empty(pages.Searched);
    }

    private static WarmUp WarmUp(Pages pages, ILogger<WarmUp> logger, TimeProvider clock)
        => new(new OneAgency(LoadedAgency.Load(Town, () => pages)), new QuickAnswers(), new BotletCatalogue(), Options.Create(new ConversationOptions()), clock, logger);

    private sealed class Pages : IPassageIndex
    {
        public List<string> Searched { get; } = [];

        public bool Fails { get; init; }

        public IReadOnlyList<FoundPassage> Search(PassageQuery query)
        {
            if (Fails)
                throw new InvalidOperationException("The pages are broken.");
            Searched.Add(query.Text);
            return [];
        }

        public Passage? FindPage(string slug, string language) => null;
    }

    private sealed class Warnings : ILogger<WarmUp>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Count += logLevel == LogLevel.Warning ? 1 : 0;
    }
}
