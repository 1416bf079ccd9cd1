using System.Diagnostics;
using System.Net.Sockets;

namespace GovStack.Cluster;

/// <summary>PostgreSQL and Redis of this run, on loopback ports of their own.</summary>
internal sealed class Backing(Machine machine)
{
    private static readonly bool IsRoot = Environment.UserName == "root";
    private Process? _redis;
    private Process? _postgres;

    public int RedisPort { get; } = Machine.FreePort();

    public int PostgresPort { get; } = Machine.FreePort();

    /// <summary>Gets the database's first process.</summary>
    public Process Postgres => _postgres!;

    public string RedisConnection => $"127.0.0.1:{RedisPort},abortConnect=false";

    public string PostgresConnection => $"Host=127.0.0.1;Port={PostgresPort};Username=postgres;Database=postgres;Maximum Pool Size=40;Timeout=5";

    private static string PostgresBin => Directory.EnumerateDirectories("/usr/lib/postgresql").Order().Last() + "/bin";

    private string PostgresData => Path.Combine(machine.Folder, "postgres");

    /// <summary>Installs what is missing, where that is possible.</summary>
    public async Task InstallAsync()
    {
        string[] missing = [.. new[] { ("/usr/bin/redis-server", "redis-server"), ("/usr/sbin/nginx", "nginx-light"), ("/usr/lib/postgresql", "postgresql") }
            .Where(part => !File.Exists(part.Item1) && !Directory.Exists(part.Item1)).Select(part => part.Item2)];
        if (missing.Length == 0)
            return;
        if (!IsRoot || !File.Exists("/usr/bin/apt-get"))
            throw new InvalidOperationException($"Please install: {string.Join(", ", missing)}.");
        machine.Say($"Installing {string.Join(", ", missing)}");
        await Machine.RunAsync("apt-get", "update", "-qq");
        await Machine.RunAsync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", .. missing]);
    }

    /// <summary>Starts both and makes the database.</summary>
    public async Task StartAsync()
    {
        Directory.CreateDirectory(PostgresData);
        if (IsRoot)
        {
            await Machine.RunAsync("chmod", "755", machine.Folder);   // PostgreSQL refuses to run as root; its own account must reach its data.
            await Machine.RunAsync("chown", "postgres", PostgresData);
        }

        await Machine.RunAsync("runuser", AsPostgres($"{PostgresBin}/initdb", "-D", PostgresData, "-U", "postgres", "-A", "trust", "--no-sync"));
        StartRedis();
        StartPostgres();
        await ReadyAsync();
    }

    public void StartRedis()
    {
        // Append-only and synced, as k8s/ has it: a restart must not forget the members.
        var data = Directory.CreateDirectory(Path.Combine(machine.Folder, "redis")).FullName;
        _redis = machine.Start("redis", "redis-server", ["--bind", "127.0.0.1", "--port", $"{RedisPort}", "--dir", data, "--appendonly", "yes", "--appendfsync", "everysec"]);
    }

    public void StartPostgres()
        => _postgres = machine.Start(
            "postgres", "runuser", AsPostgres($"{PostgresBin}/postgres", "-D", PostgresData, "-p", $"{PostgresPort}", "-c", "listen_addresses=127.0.0.1", "-k", PostgresData, "-c", "max_connections=200"));

    public Task ReadyAsync()
        => Machine.UntilAsync("PostgreSQL", TimeSpan.FromSeconds(60), async () => (await QueryAsync("SELECT 1")).Trim() == "1");

    /// <summary>Stops Redis as a crash would, and starts it again.</summary>
    public async Task RestartRedisAsync(TimeSpan away)
    {
        await Machine.SignalAsync(_redis!, "KILL");
        await Task.Delay(away);
        StartRedis();
    }

    /// <summary>Stops PostgreSQL, breaking every connection, and starts it again.</summary>
    public async Task RestartPostgresAsync(TimeSpan away)
    {
        var pid = (await File.ReadAllLinesAsync(Path.Combine(PostgresData, "postmaster.pid")))[0];
        await Machine.RunAsync("kill", "-INT", pid);
        await _postgres!.WaitForExitAsync();
        await Task.Delay(away);
        StartPostgres();
        await ReadyAsync();
    }

    /// <summary>Asks the database.</summary>
    public Task<string> QueryAsync(string sql)
        => Machine.RunAsync($"{PostgresBin}/psql", "-h", "127.0.0.1", "-p", $"{PostgresPort}", "-U", "postgres", "-tAc", sql);

    /// <summary>Empties what a scenario left.</summary>
    public async Task EmptyAsync()
    {
        if ((await QueryAsync("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'govstack_turns'")).Trim() == "1")
            await QueryAsync("TRUNCATE orleansstorage, govstack_turns, govstack_feedback, govstack_audit, govstack_spend, govstack_leases, govstack_answers, orleansreminderstable");
        using var redis = new TcpClient("127.0.0.1", RedisPort);
        await redis.GetStream().WriteAsync("FLUSHALL\r\n"u8.ToArray());
        await redis.GetStream().ReadExactlyAsync(new byte[5]);
    }

    private static string[] AsPostgres(params string[] command) => IsRoot ? ["-u", "postgres", "--", .. command] : ["--", .. command];
}
