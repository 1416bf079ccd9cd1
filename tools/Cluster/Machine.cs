using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GovStack.Cluster;

/// <summary>Starts processes, remembers them, and ends exactly those, by their id.</summary>
internal sealed class Machine(TextWriter output) : IAsyncDisposable
{
    private readonly List<Process> _started = [];

    /// <summary>Gets the folder of this run: data, settings and every process's output. It stays, for whoever wants to look.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("govstack-cluster-").FullName;

    /// <summary>Gets the repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Says something with the time.</summary>
    public void Say(string text) => output.WriteLine($"[{TimeProvider.System.GetLocalNow():HH:mm:ss}] {text}");

    /// <summary>Starts a process whose output goes to a file of this run.</summary>
    public Process Start(string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        _started.Add(process);
        var log = TextWriter.Synchronized(new StreamWriter(LogOf(name), append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await text
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with code {process.ExitCode}: {await errors}");
    }

    /// <summary>Gets where a process's output goes.</summary>
    public string LogOf(string name) => Path.Combine(Folder, $"{name}.log");

    /// <summary>Waits until an address answers.</summary>
    public static async Task UntilAsync(string what, TimeSpan patience, Func<Task<bool>> isThere)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < patience)
        {
            try
            {
                if (await isThere())
                    return;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or InvalidOperationException or SocketException)
            {
                // Not yet.
            }

            await Task.Delay(200);
        }

        throw new InvalidOperationException($"{what} was not there after {patience.TotalSeconds:0} s.");
    }

    /// <summary>Finds a free loopback port.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends a signal to a process of this run.</summary>
    public static Task SignalAsync(Process process, string signal) => RunAsync("kill", $"-{signal}", $"{process.Id}");

    /// <summary>Reads how much processor time a process of this run has used, with every process it has started.</summary>
    public static TimeSpan CpuOf(Process process)
    {
        const int TicksPerSecond = 100;   // Of /proc, on every Linux.
        var all = new Dictionary<int, (int Parent, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id))
                continue;
            try
            {
                var text = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                all[id] = (Number(fields[1]), fields[11..15].Sum(Number));   // The parent; its own time, and that of the children it has buried.
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return TimeSpan.FromSeconds(all.Keys.Where(IsOurs).Sum(id => all[id].Ticks) / (double)TicksPerSecond);

        static int Number(string field) => int.Parse(field, System.Globalization.CultureInfo.InvariantCulture);

        bool IsOurs(int id) => id == process.Id || (all.TryGetValue(id, out var found) && IsOurs(found.Parent));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_started).Where(process => !process.HasExited))
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GovStack.Orleans.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run this inside the repository.");
        return folder;
    }
}
