using System.Globalization;
using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Reporting;
using GovStack.LoadTest.Running;

namespace GovStack.LoadTest.Tests;

/// <content>Emergencies in a rush, and a provider in trouble.</content>
internal sealed partial class TestCatalogue
{
    private const double LoadUnderTrouble = 0.8;

    /// <summary>What goes wrong: a name, the change, and what takes it back.</summary>
    private static readonly (string Name, object Change, object Back)[] _troubles =
    [
        ("outage (every call 503)", new { outage = "503" }, new { outage = "off" }),
        ("no connection left open (hangs)", new { outage = "hang" }, new { outage = "off" }),
        ("slow (first token 6 s, 15 tokens/s)", new { firstTokenSeconds = 6, tokensPerSecond = 15 }, new { firstTokenSeconds = 0.6, tokensPerSecond = 60 }),
        ("limits halved", new { limitFactor = 0.5 }, new { limitFactor = 2 }),
        ("a second user takes 30 %", new { secondUserShare = 0.3 }, new { secondUserShare = 0 }),
    ];

    public async Task<ReportSection> EmergenciesAsync(CancellationToken cancellationToken)
    {
        var perMinute = await CapacityAsync(cancellationToken);
        var drain = 60 / perMinute;
        var runs = new List<RunResult>();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var share in settings.EmergencyShares)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"emergencies {100 * share:0} % of the limit");
            var run = await RunAsync(
                _plans.WithEmergencies(name, settings.EmergencyFactor * perMinute, settings.EmergencyDuration, TimeSpan.FromSeconds(drain / share)), cancellationToken);
            runs.Add(run);
            rows.Add(Row(run, drain));
        }

        var table = new Table(
            ["load", "emergencies", "fixed text p50 ms", "p95", "most", "with the model's answer", "until granted p50 s", "p95", "most", "two requests' drain s", "interactive share of grants"], rows);
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            {settings.EmergencyFactor:0.#} times what the provider allows ({perMinute:0} questions a minute), for {settings.EmergencyDuration.TotalSeconds:0} s, and people in danger among them. The fixed text is
            timed from the sending of the question; granted means received by the provider.
            """);
        return Section("Emergencies", text, runs, [], [table]);
    }

    public async Task<ReportSection> TroubleAsync(CancellationToken cancellationToken)
    {
        var perMinute = LoadUnderTrouble * await CapacityAsync(cancellationToken);
        var duration = settings.DisturbanceDuration;
        var runs = new List<RunResult>();
        foreach (var (name, change, back) in _troubles)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var disturbing = DisturbAsync(change, back, duration, ended.Token);
            runs.Add(await RunAsync(_plans.Steady(name, perMinute, duration), cancellationToken));
            await ended.CancelAsync();
            await disturbing;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{perMinute:0} questions a minute (0.8 of what the provider allows) for {duration.TotalSeconds:0} s; the trouble lasts from {duration.TotalSeconds / 4:0} to {duration.TotalSeconds / 2:0} s.");
        return Section("A provider in trouble", text, runs, [RunTable.OutcomeChart("What became of the questions", runs)]);
    }

    private async Task DisturbAsync(object change, object back, TimeSpan duration, CancellationToken cancellationToken)
    {
        try
        {
            // Not before the load has begun: it resets the provider.
            await Task.Delay(measurement.RestNow + measurement.Clock.ToWall(duration / 4), cancellationToken);
            await measurement.ChangeProviderAsync(change, cancellationToken);
            await Task.Delay(measurement.Clock.ToWall(duration / 4), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The load ended first.
        }
        finally
        {
            await measurement.ChangeProviderAsync(back, CancellationToken.None);
        }
    }

    private static IReadOnlyList<string> Row(RunResult run, double drain)
    {
        var emergencies = run.Records.Where(record => record.Question.Text.StartsWith("My house", StringComparison.Ordinal)).ToArray();
        var texts = emergencies.Where(record => record.Reply.CrisisAfter is not null).Select(record => record.Reply.CrisisAfter!.Value.TotalMilliseconds).Order().ToArray();
        var nonces = emergencies.Select(record => record.Question.Nonce).ToHashSet();
        var asked = run.Records.ToDictionary(record => record.Question.Nonce, record => record.AskedAt.TotalSeconds);
        var first = run.Calls.Where(call => call.Nonce is not null && call.Status != 429 && asked.ContainsKey(call.Nonce)).GroupBy(call => call.Nonce!)
            .Select(calls => (Nonce: calls.Key, calls.MinBy(call => call.At)!.At)).ToArray();
        var waits = first.Where(call => nonces.Contains(call.Nonce)).Select(call => Math.Max(0, call.At - run.StartedAt - asked[call.Nonce])).Order().ToArray();
        var until = run.StartedAt + run.Records.Max(record => record.AskedAt.TotalSeconds);
        var during = first.Where(call => call.At <= until).ToArray();
        return
        [
            run.Plan.Name, RunTable.Whole(emergencies.Length), RunTable.Plain(texts.At(0.5), "0.0"), RunTable.Plain(texts.At(0.95), "0.0"), RunTable.Plain(texts.At(1), "0.0"),
            RunTable.Whole(emergencies.Count(record => Judge.IsWhole(record.Question, record.Reply.Text))), RunTable.Plain(waits.At(0.5)), RunTable.Plain(waits.At(0.95)), RunTable.Plain(waits.At(1)),
            RunTable.Plain(2 * drain), RunTable.Percent(during.Length == 0 ? null : during.Count(call => !nonces.Contains(call.Nonce)) / (double)during.Length),
        ];
    }
}
