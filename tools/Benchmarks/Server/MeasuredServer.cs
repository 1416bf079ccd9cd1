using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace GovStack.Benchmarks.Server;

/// <summary>The standalone host as a process of its own, with a store that is deleted at the end.</summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    /// <summary>Where a server says that it is ready.</summary>
    public const string ReadyPath = "/api/health/ready";

    private const long CollectKeyword = 0x800000;   // GCHeapCollect: a trace that asks for it makes the runtime collect everything first.
    private const string RuntimeProvider = "Microsoft-Windows-DotNETRuntime";

    private readonly Process _process;
    private readonly string _directory;

    private MeasuredServer(Process process, Uri address, string directory, long started)
    {
        _process = process;
        Address = address;
        _directory = directory;
        Started = started;
    }

    public Uri Address { get; }

    /// <summary>Gets the timestamp of just before the process was started.</summary>
    public long Started { get; }

    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts the server and waits until it says it is ready.</summary>
    /// <param name="storage">Where the store's folder is made: on the disk to be measured.</param>
    /// <param name="pack">The agency's content pack.</param>
    /// <param name="provider">The provider of its model, or null for answers from the pages only.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="server">The server's assembly; null for the one of the same build as this program.</param>
    /// <param name="settings">Further settings, as on the command line without the dashes.</param>
    public static async Task<MeasuredServer> StartAsync(DirectoryInfo storage, DirectoryInfo pack, Uri? provider, CancellationToken cancellationToken, FileInfo? server = null, params string[] settings)
    {
        var address = FreeAddress();
        var directory = Directory.CreateDirectory(Path.Combine(storage.FullName, $"govstack-benchmark-{Guid.NewGuid():N}")).FullName;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                server?.FullName ?? Path.Combine(AppContext.BaseDirectory, "GovStack.Standalone.dll"), $"--urls={address}", $"--Storage:Directory={directory}", $"--Content:Directory={pack.FullName}",
                "--Limits:PersonBurst=100000", "--Limits:PersonPerMinute=100000", "--Logging:LogLevel:Default=Warning",
            },
            RedirectStandardOutput = true,
        };
        foreach (var setting in settings)
            start.ArgumentList.Add($"--{setting}");
        foreach (var variable in (string[])["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY"])
            start.Environment.Remove(variable);
        if (provider is not null)
        {
            // A model on this machine is bound by requests in flight only: the quota must not be what is measured here.
            start.Environment["OPENAI_BASE_URL"] = new Uri(provider, "v1").ToString();
            start.Environment["OPENAI_API_KEY"] = "instant";
            start.Environment["OPENAI_MODEL"] = "gpt-4.1-nano";   // Priced, or it counts as the dearest one and the day's budget ends the benchmark.
            foreach (var setting in (string[])["Providers:openai:Pool=instant", "Quota:Pools:instant:Profile=local", "Quota:Pools:instant:MaxInFlight=100000"])
                start.ArgumentList.Add($"--{setting}");
        }

        return await StartAsync(start, address, directory, cancellationToken);
    }

    /// <summary>Starts the proxy that GovStack is compared with.</summary>
    /// <param name="storage">Where its store's folder is made.</param>
    /// <param name="provider">What it passes questions on to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<MeasuredServer> StartBareProxyAsync(DirectoryInfo storage, Uri provider, CancellationToken cancellationToken)
    {
        var address = FreeAddress();
        var directory = Directory.CreateDirectory(Path.Combine(storage.FullName, $"govstack-benchmark-{Guid.NewGuid():N}")).FullName;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "GovStack.Benchmarks.dll"), BareProxy.Name, $"--address={address}", $"--provider={provider}", $"--directory={directory}",
            },
            RedirectStandardOutput = true,
        };
        return StartAsync(start, address, directory, cancellationToken);
    }

    private static async Task<MeasuredServer> StartAsync(ProcessStartInfo start, Uri address, string directory, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);   // A full pipe would stop it.
        var server = new MeasuredServer(process, address, directory, started);
        await server.ReadyAsync(cancellationToken);
        return server;
    }

    /// <summary>Gets the resident bytes now.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Collects the server's garbage and reads how much memory it holds.</summary>
    /// <returns>Resident bytes.</returns>
    public long ReadMemoryAfterCollection()
    {
        using (var session = new DiagnosticsClient(_process.Id).StartEventPipeSession(
            [new EventPipeProvider(RuntimeProvider, EventLevel.Informational, CollectKeyword)], requestRundown: false))
        {
            session.Stop();
            session.EventStream.CopyTo(Stream.Null);
        }

        return Memory;
    }

    /// <summary>Collects the server's garbage and reads what of its memory is what.</summary>
    public async Task<MemoryUse> ReadMemoryUseAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var resident = Memory;
        var residentAfter = ReadMemoryAfterCollection();
        var metrics = await http.GetStringAsync("metrics", cancellationToken);
        var heap = Sum("dotnet_gc_last_collection_heap_size_bytes");
        return new(resident, residentAfter, Sum("dotnet_gc_last_collection_memory_committed_size_bytes"), heap - Sum("dotnet_gc_last_collection_heap_fragmentation_size_bytes"));

        long Sum(string name) => metrics.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The server ended with code {_process.ExitCode}."));
            try
            {
                using var response = await http.GetAsync(ReadyPath, cancellationToken);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }
}

/// <summary>The server's memory in bytes.</summary>
/// <param name="Resident">What the process held.</param>
/// <param name="ResidentAfter">The same after a full collection.</param>
/// <param name="Committed">What the garbage collector keeps of that, free room for what comes included.</param>
/// <param name="Live">What the collection found in use.</param>
internal readonly record struct MemoryUse(long Resident, long ResidentAfter, long Committed, long Live);
