using GovStack.Cluster;

// dotnet run --project tools/Cluster -- burst | members | pause | redis | postgres | drain | rolling | roles | streams | throughput | all  [--silos 3] [--people 1000]
var options = TrialOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("""
        Starts PostgreSQL, Redis, the simulated provider, silos and an nginx on this machine's loopback, runs a scenario, and stops it all.
          burst       a crowd asks at once; in the middle the silo that grants quota is killed (kill -9), then another
          members     the same with the members in PostgreSQL instead of Redis
          pause       a crowd asks; the silo that grants is stopped for 30 seconds and woken
          redis       a crowd asks; Redis is killed and restarted
          postgres    a crowd asks; PostgreSQL is stopped and restarted
          drain       a crowd asks; the silo that grants is told to stop (SIGTERM) and has 40 seconds for its running answers
          rolling     a crowd asks silos of another version; each is told to stop and started again as this one, one after the other
          roles       front ends apart from the silos; in the middle a front end and the silo that grants are killed
          streams     people read a stream through one server, go on through a second, and read it whole through a third: byte for byte the same
          throughput  turns a second on one, two and three silos, and on the standalone host
          all         one after the other
        Options: --silos N (3), --people N (1000), --requests N a minute (600), --questions N (2000) and --warm-up N (200) for throughput, --build 0 where it is built,
          --from COMMIT (HEAD) for rolling: the other version, which also gets a field that this one does not know in ten kinds of messages and rows.
        Needs: dotnet; postgresql, redis-server and nginx (installed from Debian's packages where apt and root are there).
        """);
    return 2;
}

return await Scenarios.RunAsync(options, Console.Out);
