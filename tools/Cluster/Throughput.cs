using System.Diagnostics;
using System.Globalization;

namespace GovStack.Cluster;

/// <summary>How many turns a second servers finish, and what a turn costs in processor time, rows, commits and grain calls.</summary>
internal static class Throughput
{
    private const int AtOnce = 32;

    // Orleans's own figures: every call that a silo answered or sent, and the requests that left for another silo.
    private const string Calls = "orleans_app_requests_latency_milliseconds_count";
    private const string CallsAway = "orleans_messaging_sent_messages_size_bytes_count{ConnectionDirection=\"SiloToSilo\",MessageDirection=\"Request\"";
    private static readonly HttpClient Http = new();

    /// <summary>Measures one silo, two, and so on, and the standalone host, each through the same nginx.</summary>
    public static async Task MeasureAsync(Machine machine, Backing backing, TrialOptions options)
    {
        for (var count = 1; count <= options.Silos; count++)
        {
            var servers = new Servers(machine, backing, options);
            await servers.MigrateAsync();
            await backing.EmptyAsync();
            var simulator = await servers.StartSimulatorAsync(0, "fixed:20", "0");
            await servers.StartSilosAsync(count);
            await MeasureAsync(machine, backing, servers, $"{count} silo(s)", simulator, servers.Silos, options);
        }

        var alone = new Servers(machine, backing, options);
        var provider = await alone.StartSimulatorAsync(0, "fixed:20", "0");
        await MeasureAsync(machine, backing, alone, "standalone host", provider, [await alone.StartStandaloneAsync()], options);
    }

    private static async Task MeasureAsync(
        Machine machine, Backing backing, Servers servers, string what, Process simulator, IReadOnlyList<Silo> measured, TrialOptions options)
    {
        var front = await servers.StartFrontAsync(measured);
        using var crowd = new Crowd(servers.Front);
        await AskAsync(crowd, options.WarmUp);   // Compiled, connected and past the ledger's first moments.
        await Task.Delay(TimeSpan.FromSeconds(1.5));   // PostgreSQL's backends tell their counts once a second.
        var before = await CostsAsync();
        var began = TimeProvider.System.GetTimestamp();
        await AskAsync(crowd, options.Questions);
        var took = TimeProvider.System.GetElapsedTime(began);
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        var after = await CostsAsync();
        machine.Say($"== {what}: {options.Questions} turns, {AtOnce} at once, in {took.TotalSeconds:0.0} s: {options.Questions / took.TotalSeconds:0} turns a second");
        machine.Say("   a turn costs " + string.Join(", ", after.Zip(before, (end, start) => $"{(end.Count - start.Count) / options.Questions:0.0} {end.What}")));
        await Scenarios.StopAsync([front, simulator, .. measured.Select(silo => silo.Process!)]);

        async Task<List<(string What, double Count)>> CostsAsync() =>
        [
            ("ms in its servers", measured.Sum(silo => Machine.CpuOf(silo.Process!).TotalMilliseconds)),
            ("in PostgreSQL", Machine.CpuOf(backing.Postgres).TotalMilliseconds),
            ("in nginx", Machine.CpuOf(front).TotalMilliseconds),
            ("in the provider", Machine.CpuOf(simulator).TotalMilliseconds),
            ("in the askers", Environment.CpuUsage.TotalTime.TotalMilliseconds),
            ("rows written", await Scenarios.CountAsync(backing, "SELECT SUM(n_tup_ins + n_tup_upd) FROM pg_stat_user_tables")),
            ("grain calls", await ReadAsync(measured, Calls)),
            ("of them to another server", await ReadAsync(measured, CallsAway)),
            ("commits", await Scenarios.CountAsync(backing, "SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'")),
        ];
    }

    private static async Task AskAsync(Crowd crowd, int count)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number < count)
                await crowd.AskAsync(number, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        }));
    }

    private static async Task<double> ReadAsync(IReadOnlyList<Silo> servers, string metric)
    {
        var sum = 0.0;
        foreach (var server in servers)
        {
            var lines = (await Http.GetStringAsync(new Uri(server.Address, "metrics"))).Split('\n');
            sum += lines.Where(line => line.StartsWith(metric, StringComparison.Ordinal)).Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }

        return sum;
    }
}
