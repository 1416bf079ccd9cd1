using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GovStack.Cluster;

/// <summary>The simulated provider, the silos and the nginx in front of them.</summary>
internal sealed partial class Servers(Machine machine, Backing backing, TrialOptions options)
{
    private readonly List<Silo> _silos = [];
    private readonly int _simulatorPort = Machine.FreePort();
    private readonly int _frontPort = Machine.FreePort();
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public IReadOnlyList<Silo> Silos => _silos;

    public Uri Front => new($"http://127.0.0.1:{_frontPort}/");

    // What is tried is what would be run.
    private const string Configuration = "Release";

    private static string SiloDll => Path.Combine(Machine.Root, $"src/Silo/bin/{Configuration}/net10.0/GovStack.Silo.dll");

    private static string StandaloneDll => Path.Combine(Machine.Root, $"src/Standalone/bin/{Configuration}/net10.0/GovStack.Standalone.dll");

    /// <summary>Builds what is started.</summary>
    public async Task BuildAsync()
    {
        foreach (var project in (string[])["src/Silo", "src/Standalone", "tools/ProviderSimulator"])
        {
            machine.Say($"Building {project}");
            await Machine.RunAsync("dotnet", "build", Path.Combine(Machine.Root, project), "-c", Configuration, "-v", "q", "-nologo", "--disable-build-servers");   // A build server would keep our pipe open.
        }
    }

    /// <summary>Starts the provider with its limits untouched.</summary>
    public async Task<Process> StartSimulatorAsync(int requestsPerMinute, string answer = "lognormal:250:0.25", string speed = "60")
    {
        var process = machine.Start("simulator", "dotnet",
        [
            Path.Combine(Machine.Root, $"tools/ProviderSimulator/bin/{Configuration}/net10.0/GovStack.ProviderSimulator.dll"), "--port", $"{_simulatorPort}", "--requests", $"{requestsPerMinute}",
            "--tokens", "0", "--output", answer, "--tokens-per-second", speed, "--first-token-ms", speed == "0" ? "1" : "600",
        ]);
        await Machine.UntilAsync("The simulated provider", TimeSpan.FromSeconds(60), async () => (await Http.GetAsync(new Uri($"http://127.0.0.1:{_simulatorPort}/sim/options"))).IsSuccessStatusCode);
        return process;
    }

    /// <summary>Reads the provider's statistics.</summary>
    public async Task<System.Text.Json.JsonElement> StatisticsAsync()
        => System.Text.Json.JsonDocument.Parse(await Http.GetStringAsync(new Uri($"http://127.0.0.1:{_simulatorPort}/sim/stats"))).RootElement;

    /// <summary>Writes the schema.</summary>
    public Task MigrateAsync()
        => Machine.RunAsync("dotnet", [SiloDll, "migrate", .. Settings().SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })]);

    /// <summary>Starts silos beside those that run.</summary>
    /// <param name="count">How many.</param>
    /// <param name="role">What they run.</param>
    /// <param name="dll">Another version's assembly, or null for this one's.</param>
    public async Task StartSilosAsync(int count, string role = "all", string? dll = null)
    {
        var secret = Path.Combine(machine.Folder, "server.key");
        if (!File.Exists(secret))
            await File.WriteAllTextAsync(secret, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        for (var started = 0; started < count; started++)
        {
            var silo = new Silo($"{(role == "frontend" ? "front" : "silo")}-{_silos.Count + 1}", role, Machine.FreePort(), Machine.FreePort(), Machine.FreePort()) { Dll = dll };
            _silos.Add(silo);
            StartSilo(silo);
        }

        await Task.WhenAll(_silos.Where(silo => silo.IsRunning).Select(ReadyAsync));
    }

    /// <summary>Starts a silo again that was killed.</summary>
    public void StartSilo(Silo silo)
        => silo.Process = machine.Start(silo.Name, "dotnet",
        [
            silo.Dll ?? SiloDll, "--role", silo.Role, "--urls", silo.Address.ToString().TrimEnd('/'), "--Cluster:SiloPort", $"{silo.SiloPort}", "--Cluster:GatewayPort", $"{silo.GatewayPort}",
            .. Settings().SelectMany(setting => new[] { $"--{setting.Key}", setting.Value }),
        ], Environment());

    /// <summary>Starts the standalone host instead, on the same provider.</summary>
    public async Task<Silo> StartStandaloneAsync()
    {
        var server = new Silo("standalone", "", Machine.FreePort(), 0, 0);
        server.Process = machine.Start(server.Name, "dotnet",
        [
            StandaloneDll, "--urls", server.Address.ToString().TrimEnd('/'), "--Storage:Directory", Path.Combine(machine.Folder, "standalone"),
            .. Settings().SelectMany(setting => new[] { $"--{setting.Key}", setting.Value }),
        ], Environment());
        await ReadyAsync(server);
        return server;
    }

    public Task ReadyAsync(Silo silo)
        => Machine.UntilAsync(silo.Name, TimeSpan.FromSeconds(120), async () =>
            silo.IsRunning ? (await Http.GetAsync(new Uri(silo.Address, "api/health/ready"))).IsSuccessStatusCode : throw new InvalidDataException($"{silo.Name} ended; see {machine.LogOf(silo.Name)}."));

    /// <summary>Puts an nginx in front: round robin, no sticky sessions, streams unbuffered.</summary>
    /// <param name="behind">The servers behind it.</param>
    /// <param name="passesSockets">False for one that does not know WebSockets, as many an office's proxy.</param>
    public async Task<Process> StartFrontAsync(IEnumerable<Silo> behind, bool passesSockets = true)
    {
        var upgrade = passesSockets ? "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_header;" : "proxy_set_header Connection \"\";";
        var file = Path.Combine(machine.Folder, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off; pid {{machine.Folder}}/nginx.pid; error_log {{machine.Folder}}/nginx.err warn; worker_processes 1; worker_rlimit_nofile 20000;
            events { worker_connections 10000; }
            http {
              access_log off; client_body_temp_path {{machine.Folder}}/nginx-body; proxy_temp_path {{machine.Folder}}/nginx-proxy;
              fastcgi_temp_path {{machine.Folder}}/nginx-f; uwsgi_temp_path {{machine.Folder}}/nginx-u; scgi_temp_path {{machine.Folder}}/nginx-s;
              map $http_upgrade $connection_header { default upgrade; "" ""; }
              upstream silos { {{string.Concat(behind.Select(silo => $"server 127.0.0.1:{silo.Port} max_fails=2 fail_timeout=5s; "))}} }
              server {
                listen 127.0.0.1:{{_frontPort}};
                location / {
                  proxy_pass http://silos; proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_buffering off;
                  {{upgrade}} proxy_read_timeout 16s; proxy_connect_timeout 2s;
                  proxy_next_upstream error timeout http_503 non_idempotent;
                }
              }
            }
            """);
        var nginx = machine.Start("nginx", "/usr/sbin/nginx", ["-c", file, "-p", machine.Folder]);
        await Machine.UntilAsync("nginx", TimeSpan.FromSeconds(20), async () => (await Http.GetAsync(new Uri(Front, "api/health/live"))).IsSuccessStatusCode);
        return nginx;
    }

    /// <summary>Finds the silo that grants the pool's quota, by the last "grants from epoch" in the logs.</summary>
    public Silo Granting()
        => _silos.Where(silo => silo is { IsRunning: true, Role: not "frontend" }).MaxBy(silo => Epochs().Matches(Read(machine.LogOf(silo.Name))).Select(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max())!;

    private static string Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(file).ReadToEnd();
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["Cluster:Membership"] = options.Scenario == "members" ? "PostgreSql" : "Redis",
        ["Cluster:Storage"] = "PostgreSql",
        ["Cluster:AdvertisedAddress"] = "127.0.0.1",
        ["ConnectionStrings:Redis"] = backing.RedisConnection,
        ["ConnectionStrings:PostgreSql"] = backing.PostgresConnection,
        ["Content:Directory"] = Path.Combine(Machine.Root, "content", "sample-agency"),
        ["Frontend:SecretFile"] = Path.Combine(machine.Folder, "server.key"),
        ["Conversations:AnswerDeadline"] = "00:15:00",
        ["Limits:AddressPerMinute"] = "1000000",   // Everybody comes from one address here.
        ["Providers:openai:Pool"] = "simulated",
        ["Providers:openai:Model"] = "sim-large",
        ["Quota:Profiles:simulated:BasedOn"] = "generic",
        ["Quota:Profiles:simulated:Evaluator"] = "Bucket",
        ["Quota:Profiles:simulated:StartCharge"] = "InputAndMaximum",
        ["Quota:Profiles:simulated:Dialect"] = "OpenAI",
        ["Quota:Profiles:simulated:Safety"] = "0.9995",
        ["Quota:Pools:simulated:Profile"] = "simulated",
        ["Quota:Pools:simulated:RequestsPerMinute"] = $"{(options.Scenario == "throughput" ? 10_000_000 : options.RequestsPerMinute)}",
        ["Quota:Pools:simulated:TokensPerMinute"] = "1000000000",
        ["Quota:QueueCap"] = "01:00:00",
        ["Frontend:Heartbeat"] = "00:00:05",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
    };

    private Dictionary<string, string> Environment() => new()
    {
        ["OPENAI_BASE_URL"] = $"http://127.0.0.1:{_simulatorPort}/v1",
        ["OPENAI_API_KEY"] = "simulated",
        ["DOTNET_gcServer"] = "0",   // Several servers share this machine.
    };

    [GeneratedRegex(@"grants from epoch (\d+) on")]
    private static partial Regex Epochs();
}

/// <summary>A server of this run.</summary>
internal sealed record Silo(string Name, string Role, int Port, int SiloPort, int GatewayPort)
{
    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public Process? Process { get; set; }

    /// <summary>Gets or sets what is started; null for this version's assembly.</summary>
    public string? Dll { get; set; }

    public bool IsRunning => Process is { HasExited: false };
}
