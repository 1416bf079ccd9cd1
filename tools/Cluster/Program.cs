using GovStack.Cluster;

// dotnet run --project tools/Cluster -- burst | pause | redis | postgres | throughput | all  [--silos 3] [--people 1000] [--keep]
var options = TrialOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("""
        Starts PostgreSQL, Redis, the simulated provider, silos and an nginx on this machine's loopback, runs a scenario, and stops it all.
          burst       a crowd asks at once; in the middle the silo that grants quota is killed (kill -9), then another
          pause       a crowd asks; one silo is stopped for 30 seconds and woken
          redis       a crowd asks; Redis is restarted
          postgres    a crowd asks; PostgreSQL is restarted
          throughput  turns a second on one, two and three silos, and on the standalone host
          all         one after the other
        Options: --silos N (3), --people N (1000), --requests N a minute (600), --questions N (2000) for throughput, --build 0 where it is built.
        Needs: dotnet; postgresql, redis-server and nginx (installed from Debian's packages where apt and root are there).
        """);
    return 2;
}

return await Scenarios.RunAsync(options, Console.Out);
