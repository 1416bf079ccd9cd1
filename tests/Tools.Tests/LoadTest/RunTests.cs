using System.Xml.Linq;
using GovStack.LoadTest;
using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Reporting;
using GovStack.LoadTest.Running;
using GovStack.LoadTest.Tests;
using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Answers;
using Xunit;

namespace GovStack.Tools.Tests.LoadTest;

public sealed class RunTests
{
    // Thirty simulated seconds pass in a second.
    private static readonly SimulatorOptions _provider = new()
    {
        Requests = 8, Tokens = 0, TimeScale = 30, FirstTokenSpread = 0, OutputLengths = OutputLengths.Parse("fixed:30"),
    };

    [Fact]
    public async Task Ladder_PlainClientOverTheLimit_CountsWhatTheProviderRefused()
    {
        await using var host = await SimulatorHost.StartAsync(_provider);
        using var measurement = await PrepareAsync(host, ClientMode.Plain);
        var tests = new TestCatalogue(measurement, new TestSettings { Levels = [12] }, TextWriter.Null);

        var section = await tests.LadderAsync(TestContext.Current.CancellationToken);

        // Twelve at once on a bucket of eight; the ideal queue serves the others at 7.5 s each, all four within the deadline of 40 s.
        var run = Assert.Single(tests.Runs);
        Assert.Equal((8, 4), (run.Figures.Count(Outcome.Answered), run.Figures.Count(Outcome.RateLimited)));
        Assert.Equal((12, 4, 8), (run.Statistics!.Requests, run.Statistics.RateLimited, run.Statistics.Completed));
        Assert.Equal(12, run.Ideal!.Answered);
        Assert.Equal("0.667", section.Tables[0].Rows[0][4]);
    }

    [Fact]
    public async Task Conversations_PlainClient_KeepTheirHistory()
    {
        await using var host = await SimulatorHost.StartAsync(_provider with { Requests = 0 });
        using var measurement = await PrepareAsync(host, ClientMode.Plain);
        var tests = new TestCatalogue(measurement, new TestSettings { ConversationPeople = 3, ConversationTurns = 3, Think = TimeSpan.FromSeconds(1) }, TextWriter.Null);

        var section = await tests.ConversationsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["3", "3", "0", "0"], section.Tables[0].Rows[0]);
        Assert.Equal(9, host.Statistics.DistinctNonces);
    }

    [Fact]
    public async Task Cost_ReportedUsage_IsProjectedForTenModels()
    {
        await using var host = await SimulatorHost.StartAsync(_provider with { Requests = 0 });
        using var measurement = await PrepareAsync(host, ClientMode.Plain);
        var tests = new TestCatalogue(measurement, new TestSettings { CostQuestions = 2 }, TextWriter.Null);

        var section = await tests.CostAsync(TestContext.Current.CancellationToken);

        Assert.Equal("30", section.Tables[0].Rows[2][1]);
        Assert.Equal(10, section.Tables[1].Rows.Count);
    }

    [Fact]
    public async Task Replay_DataAbsent_IsSkippedWithAWord()
    {
        await using var host = await SimulatorHost.StartAsync(_provider);
        using var measurement = await PrepareAsync(host, ClientMode.Plain);

        var section = await new TestCatalogue(measurement, new TestSettings(), TextWriter.Null).ReplayAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("Skipped:", section.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_TablesAndCharts_AreWellFormed()
    {
        var bars = new BarChart("Bars & more", ["good", "bad"], [("first", [3, 1]), ("second", [0, 0])]);
        var lines = new LineChart("Lines", "s", "n", [("one", [(0, 0), (5, 7)]), ("none", [])]);
        var report = new Report("T <1>", ["set | up"], [new ReportSection("H", "text", [new Table(["a|b", "c"], [["x", "1"]])], [bars, lines])]);

        Assert.Equal("# T <1>\n\n- set | up\n\n## H\n\ntext\n\n| a\\|b | c |\n|---|---:|\n| x | 1 |\n\n![Bars & more](chart-01.svg)\n\n![Lines](chart-02.svg)\n", ReportWriter.Markdown(report));
        Assert.Contains("<h1>T &lt;1&gt;</h1>", ReportWriter.Html(report), StringComparison.Ordinal);
        XDocument.Parse(Svg.Draw(bars));
        XDocument.Parse(Svg.Draw(lines));
    }

    [Fact]
    public void Help_EveryTest_IsACommand()
        => Assert.Equal(
            ["all", "baseline", "business-day", "conversations", "cost", "emergencies", "ladder", "memory", "payloads", "rapid-fire", "replay", "simulator", "soak", "trouble"],
            new LoadTestCommand().Create().Subcommands.Select(command => command.Name).Order(StringComparer.Ordinal));

    private static Task<Measurement> PrepareAsync(SimulatorHost host, ClientMode client) => Measurement.PrepareAsync(
        new LoadTestOptions
        {
            Target = host.BaseUrl, Simulator = host.BaseUrl, Client = client, Rest = TimeSpan.Zero, Deadline = TimeSpan.FromSeconds(40), Patience = TimeSpan.FromSeconds(90), Data = "absent",
        },
        TextWriter.Null,
        TestContext.Current.CancellationToken);
}
