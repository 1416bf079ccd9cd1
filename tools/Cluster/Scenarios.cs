using System.Globalization;

namespace GovStack.Cluster;

/// <summary>The scenarios: what happens while people ask, and what is counted afterwards.</summary>
internal static class Scenarios
{
    /// <summary>Runs what the options name.</summary>
    /// <returns>0 where every promise was kept.</returns>
    public static async Task<int> RunAsync(TrialOptions options, TextWriter output)
    {
        var isKept = true;
        await using var machine = new Machine(output);
        machine.Say($"Everything of this run is in {machine.Folder}");
        var backing = new Backing(machine);
        await backing.InstallAsync();
        await backing.StartAsync();
        if (options.Build)
            await new Servers(machine, backing, options).BuildAsync();
        foreach (var name in options.Scenario == "all" ? TrialOptions.Names : [options.Scenario])
        {
            if (name == "throughput")
                await Throughput.MeasureAsync(machine, backing, options with { Scenario = name });
            else if (name == "streams")
                isKept &= await StreamsAsync(machine, backing, options with { Scenario = name });
            else
                isKept &= await TrialAsync(machine, backing, options with { Scenario = name });
        }

        return isKept ? 0 : 1;
    }

    private static async Task<bool> TrialAsync(Machine machine, Backing backing, TrialOptions options)
    {
        var servers = new Servers(machine, backing, options);
        await servers.MigrateAsync();
        await backing.EmptyAsync();
        var simulator = await servers.StartSimulatorAsync(options.RequestsPerMinute);
        await servers.StartSilosAsync(
            options.Silos, options.Scenario == "roles" ? "silo" : "all", options.Scenario == "rolling" ? await OtherVersion.BuildAsync(machine, options.From) : null);
        if (options.Scenario == "roles")
            await servers.StartSilosAsync(2, "frontend");
        var front = await servers.StartFrontAsync(servers.Silos.Where(silo => silo.Role != "silo"));
        using var crowd = new Crowd(servers.Front);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        machine.Say($"{options.Scenario}: {options.People} people ask {options.Silos} silos at once; the provider allows {options.RequestsPerMinute} requests a minute");
        var began = TimeProvider.System.GetTimestamp();
        var asking = Enumerable.Range(0, options.People).Select(AskAsync).ToArray();
        var blows = TroubleAsync(machine, backing, servers, options, began);
        var reporting = ReportAsync(machine, crowd, options.People, patience.Token);
        try
        {
            await Task.WhenAll(asking);
        }
        catch (OperationCanceledException)
        {
            machine.Say("Not everybody was answered in time.");
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        var blowTimes = await blows;
        await patience.CancelAsync();
        await reporting;
        var isKept = await TellAsync(machine, backing, servers, crowd, options, took, blowTimes);
        await StopAsync([front, simulator, .. servers.Silos.Where(silo => silo.IsRunning).Select(silo => silo.Process!)]);
        return isKept;

        // An update takes minutes, and people go on coming: half of them at half the provider's pace, so that every mixture of versions is asked.
        async Task AskAsync(int number)
        {
            if (options.Scenario == "rolling" && number > options.People / 2)
                await Task.Delay(TimeSpan.FromMinutes((number - (options.People / 2)) * 2.0 / options.RequestsPerMinute), patience.Token);
            await crowd.AskAsync(number, began, patience.Token);
        }
    }

    private static async Task<List<TimeSpan>> TroubleAsync(Machine machine, Backing backing, Servers servers, TrialOptions options, long began)
    {
        var blows = new List<TimeSpan>();
        void Blow(string what)
        {
            blows.Add(TimeProvider.System.GetElapsedTime(began));
            machine.Say(what);
        }

        async Task BackAsync(Silo silo)
        {
            servers.StartSilo(silo);
            await servers.ReadyAsync(silo);
            machine.Say($"{silo.Name} is back");
        }

        await Task.Delay(TimeSpan.FromSeconds(10));
        switch (options.Scenario)
        {
            case "burst" or "members":
                var first = servers.Granting();
                Blow($"kill -9 {first.Name}, which grants the quota");
                await Machine.SignalAsync(first.Process!, "KILL");
                await Task.Delay(TimeSpan.FromSeconds(15));
                var second = servers.Granting();
                Blow($"kill -9 {second.Name}, which grants it since");
                await Machine.SignalAsync(second.Process!, "KILL");
                await Task.Delay(TimeSpan.FromSeconds(10));
                await BackAsync(first);
                await BackAsync(second);
                break;
            case "drain":
                var drained = servers.Granting();
                Blow($"{drained.Name}, which grants the quota, is told to stop");
                await Machine.SignalAsync(drained.Process!, "TERM");
                await drained.Process!.WaitForExitAsync();
                machine.Say($"{drained.Name} ended after {(TimeProvider.System.GetElapsedTime(began) - blows[^1]).TotalSeconds:0.0} s");
                break;
            case "rolling":
                foreach (var silo in servers.Silos)
                {
                    Blow($"{silo.Name} is told to stop");
                    await Machine.SignalAsync(silo.Process!, "TERM");
                    await silo.Process!.WaitForExitAsync();
                    machine.Say($"{silo.Name} ended after {(TimeProvider.System.GetElapsedTime(began) - blows[^1]).TotalSeconds:0.0} s");
                    silo.Dll = null;   // It comes back as this version.
                    await BackAsync(silo);
                }

                break;
            case "roles":
                var door = servers.Silos[^1];
                Blow($"kill -9 {door.Name}");
                await Machine.SignalAsync(door.Process!, "KILL");
                await Task.Delay(TimeSpan.FromSeconds(5));
                var ledger = servers.Granting();
                Blow($"kill -9 {ledger.Name}, which grants the quota");
                await Machine.SignalAsync(ledger.Process!, "KILL");
                break;
            case "pause":
                var paused = servers.Granting();
                Blow($"{paused.Name}, which grants the quota, is stopped for 30 seconds");
                await Machine.SignalAsync(paused.Process!, "STOP");
                await Task.Delay(TimeSpan.FromSeconds(30));
                await Machine.SignalAsync(paused.Process!, "CONT");
                machine.Say($"{paused.Name} goes on");
                break;
            case "redis":
                Blow("Redis is killed and away for 5 seconds");
                await backing.RestartRedisAsync(TimeSpan.FromSeconds(5));
                break;
            default:
                Blow("PostgreSQL is stopped and away for 5 seconds");
                await backing.RestartPostgresAsync(TimeSpan.FromSeconds(5));
                break;
        }

        return blows;
    }

    private static async Task ReportAsync(Machine machine, Crowd crowd, int people, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            machine.Say($"  {crowd.Answers.Count} of {people} answered, {crowd.Repeats} put again");
        }
    }

    private static async Task<bool> TellAsync(
        Machine machine, Backing backing, Servers servers, Crowd crowd, TrialOptions options, TimeSpan took, List<TimeSpan> blows)
    {
        var statistics = await servers.StatisticsAsync();
        var turns = await CountAsync(backing, "SELECT COUNT(*) FROM govstack_turns");
        var twice = await CountAsync(backing, "SELECT COUNT(*) FROM (SELECT 1 FROM govstack_turns GROUP BY conversation, message_id HAVING COUNT(*) > 1) AS doubles");
        var waiting = await CountAsync(backing, "SELECT COUNT(*) FROM orleansstorage WHERE waiting_since IS NOT NULL");
        var answers = crowd.Answers.OrderBy(answer => answer.At).ToArray();
        var limited = statistics.GetProperty("rateLimited").GetInt64();
        machine.Say($"== {options.Scenario}: {answers.Length} of {options.People} people answered in {took.TotalSeconds:0.0} s "
            + $"({string.Join(", ", answers.GroupBy(answer => answer.Kind).Select(kind => $"{kind.Count()} {kind.Key}"))}); {crowd.Repeats} questions put again");
        machine.Say($"   turns saved {turns}, message ids answered twice {twice}, questions left unanswered {waiting}");
        machine.Say($"   provider: {statistics.GetProperty("requests").GetInt64()} requests, {statistics.GetProperty("admitted").GetInt64()} let in, {limited} over its limit (429)");
        var byOther = await CountAsync(backing, $"SELECT COUNT(*) FROM govstack_turns WHERE json LIKE '%{OtherVersion.Mark}%'");
        if (options.Scenario == "rolling")
            machine.Say($"   answered by the other version {byOther}, by this one {turns - byOther}");
        foreach (var blow in blows)
        {
            var after = answers.Select(answer => answer.At).Where(at => at >= blow).ToArray();
            var gaps = new[] { blow }.Concat(after).Zip(after, (from, to) => to - from).ToArray();
            machine.Say($"   blow at {blow.TotalSeconds:0.0} s: longest silence after it {(gaps.Length == 0 ? 0 : gaps.Max().TotalSeconds):0.0} s, next answer after {(after.Length == 0 ? 0 : (after[0] - blow).TotalSeconds):0.0} s");
        }

        return answers.Length == options.People && turns == options.People && twice == 0 && waiting == 0 && limited == 0
            && (options.Scenario != "rolling" || (byOther > 0 && byOther < turns));
    }

    /// <summary>Streams go on through any server, and read the same through all of them.</summary>
    private static async Task<bool> StreamsAsync(Machine machine, Backing backing, TrialOptions options)
    {
        var servers = new Servers(machine, backing, options);
        await servers.MigrateAsync();
        await backing.EmptyAsync();
        var simulator = await servers.StartSimulatorAsync(0);
        await servers.StartSilosAsync(options.Silos);
        var people = Math.Min(options.People, 100);
        using var crowd = new Crowd(servers.Silos[0].Address);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        machine.Say($"streams: {people} people read 12 events of their answer through one of {options.Silos} silos, the rest through the next, and all of it through a third");
        var read = await Task.WhenAll(Enumerable.Range(0, people).Select(number => crowd.ReadInPartsAsync(
            number, [.. Enumerable.Range(0, 3).Select(part => servers.Silos[(number + part) % options.Silos].Address)], patience.Token)));
        var same = read.Count(parts => parts.First.Length > 0 && parts.Second.Length > 0 && parts.First + parts.Second == parts.Whole);
        machine.Say($"== streams: {same} of {people} streams byte for byte the same in two parts and whole ({read.Sum(parts => (long)parts.Whole.Length)} bytes)");
        await StopAsync([simulator, .. servers.Silos.Select(silo => silo.Process!)]);
        return same == people;
    }

    internal static async Task<long> CountAsync(Backing backing, string sql)
        => long.TryParse((await backing.QueryAsync(sql)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    internal static async Task StopAsync(IEnumerable<System.Diagnostics.Process> processes)
    {
        foreach (var process in processes.Where(process => !process.HasExited))
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }
}
