using System.Globalization;

namespace GovStack.Cluster.Tests.Browser;

/// <summary>Three servers as processes with an nginx in front of them, and a provider that speaks slowly enough to be interrupted.</summary>
internal sealed class ServersBehindProxy : IAsyncDisposable
{
    private const string Connections = "kestrel_active_connections{";
    private static readonly HttpClient Http = new();
    private readonly Machine _machine = new(TextWriter.Null);
    private readonly Backing _backing;
    private readonly Servers _servers;

    private ServersBehindProxy()
    {
        _backing = new(_machine);
        _servers = new(_machine, _backing, TrialOptions.Parse(["streams"])!);
    }

    /// <summary>Gets where people come in.</summary>
    public Uri Front => _servers.Front;

    /// <summary>Gets the folder with every process's output.</summary>
    public string Folder => _machine.Folder;

    /// <summary>Builds and starts everything.</summary>
    public static async Task<ServersBehindProxy> StartAsync(bool passesSockets)
    {
        var cluster = new ServersBehindProxy();
        await cluster._backing.InstallAsync();
        await cluster._backing.StartAsync();
        await cluster._servers.BuildAsync();
        await cluster._servers.MigrateAsync();
        await cluster._servers.StartSimulatorAsync(0, "fixed:160", "16");
        await cluster._servers.StartSilosAsync(3);
        await cluster._servers.StartFrontAsync(cluster._servers.Silos, passesSockets);
        return cluster;
    }

    /// <summary>Kills the server that the stream comes through, as a crash would.</summary>
    public async Task KillServingAsync()
    {
        var connections = new List<(Silo Silo, double Count)>();
        foreach (var silo in _servers.Silos)
        {
            var lines = (await Http.GetStringAsync(new Uri(silo.Address, "metrics"))).Split('\n');
            connections.Add((silo, lines.Where(line => line.StartsWith(Connections, StringComparison.Ordinal))
                .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))));
        }

        // Each has the connection of this question; nginx keeps one open only where something is being read.
        var serving = connections.Single(entry => entry.Count == connections.Max(other => other.Count));
        await Machine.SignalAsync(serving.Silo.Process!, "KILL");
        await serving.Silo.Process!.WaitForExitAsync();
    }

    /// <summary>Reads the answers that were saved.</summary>
    public async Task<string[]> SavedAnswersAsync()
        => (await _backing.QueryAsync("SELECT json::json ->> 'answer' FROM govstack_turns")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ValueTask DisposeAsync() => _machine.DisposeAsync();
}
