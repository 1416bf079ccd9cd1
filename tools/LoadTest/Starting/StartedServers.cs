using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GovStack.LoadTest.Starting;

/// <summary>The processes this run started on free loopback ports, and ends with it.</summary>
internal sealed class StartedServers(TextWriter output) : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private readonly List<(Process Process, string Name, Task Copying)> _processes = [];

    public int? ServerPid { get; private set; }

    /// <summary>Starts the simulated provider and returns its address.</summary>
    public async Task<Uri> StartSimulatorAsync(string arguments, CancellationToken cancellationToken)
    {
        var address = FreeAddress();
        var command = $"\"{typeof(StartedServers).Assembly.Location}\" simulator --port {address.Port} {arguments}";
        Start("simulated provider", "dotnet", command, [], Path.GetTempPath());
        await ReadyAsync(new Uri(address, "sim/options"), cancellationToken);
        await output.WriteLineAsync($"Started the simulated provider at {address}: dotnet GovStack.LoadTest.dll simulator --port {address.Port} {arguments}");
        return address;
    }

    /// <summary>Builds the standalone host where no built one is named, starts it against the provider, and returns its address.</summary>
    public async Task<Uri> StartServerAsync(string? dll, string arguments, Uri provider, string folder, CancellationToken cancellationToken)
    {
        var root = RepositoryRoot();
        dll ??= await BuildAsync(root, cancellationToken);
        var address = FreeAddress();
        var storage = Path.Combine(folder, "server-storage");
        Directory.CreateDirectory(storage);
        var command = $"--urls {address.ToString().TrimEnd('/')} --Storage:Directory \"{storage}\" {arguments}";
        var started = TimeProvider.System.GetTimestamp();
        (string, string)[] environment = [("OPENAI_BASE_URL", new Uri(provider, "v1").ToString()), ("OPENAI_API_KEY", "simulated"), ("ASPNETCORE_ENVIRONMENT", "Production")];
        var process = Start("server", "dotnet", $"\"{Path.GetFullPath(dll)}\" {command}", environment, root);
        ServerPid = process.Id;
        await ReadyAsync(new Uri(address, "api/health"), cancellationToken);
        await output.WriteLineAsync(
            $"Started the server at {address}, ready after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s: OPENAI_BASE_URL={new Uri(provider, "v1")} dotnet {Path.GetFileName(dll)} {command}");
        return address;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _, copying) in Enumerable.Reverse(_processes))
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            await copying;
            process.Dispose();
        }
    }

    /// <summary>The folder that holds the solution, looked for from here upwards.</summary>
    internal static string RepositoryRoot()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "GovStack.Orleans.sln")))
                    return folder.FullName;
            }
        }

        throw new InvalidOperationException("The repository was not found: run this inside it, or name the server with --server-dll.");
    }

    private async Task<string> BuildAsync(string root, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync("Building src/Standalone (Release)");
        using var build = Process.Start(new ProcessStartInfo("dotnet", "build src/Standalone -c Release -v q -nologo") { WorkingDirectory = root })!;
        await build.WaitForExitAsync(cancellationToken);
        return build.ExitCode == 0
            ? Path.Combine(root, "src/Standalone/bin/Release/net10.0/GovStack.Standalone.dll")
            : throw new InvalidOperationException("The server does not build.");
    }

    private Process Start(string name, string file, string arguments, (string Name, string Value)[] environment, string folder)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"The {name} did not start.");
        var log = Path.Combine(Path.GetTempPath(), $"govstack-loadtest-{process.Id}.log");
        _processes.Add((process, name, CopyAsync(process, log)));
        output.WriteLine($"  {name}: process {process.Id}, its output in {log}");
        return process;
    }

    private static async Task CopyAsync(Process process, string path)
    {
        await using var log = new StreamWriter(path) { AutoFlush = true };
        var writing = new SemaphoreSlim(1, 1);
        async Task PumpAsync(StreamReader from)
        {
            while (await from.ReadLineAsync() is { } line)
            {
                await writing.WaitAsync();
                await log.WriteLineAsync(line);
                writing.Release();
            }
        }

        await Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError));
    }

    private async Task ReadyAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < _patience)
        {
            if (_processes.Find(one => one.Process.HasExited) is { Process: not null } ended)
                throw new InvalidOperationException($"The {ended.Name} ended with code {ended.Process.ExitCode} before it was ready; see its output.");
            try
            {
                using var response = await http.GetAsync(address, cancellationToken);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        throw new InvalidOperationException($"{address} was not ready after {_patience.TotalSeconds:0} s.");
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }
}
