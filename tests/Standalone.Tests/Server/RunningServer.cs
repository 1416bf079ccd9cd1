using System.Diagnostics;

namespace GovStack.Standalone.Tests.Server;

/// <summary>The real server as a process of its own, on a free port, which a test may kill.</summary>
internal sealed class RunningServer : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private RunningServer(Process process, Uri address, TimeSpan startTime)
    {
        _process = process;
        Address = address;
        StartTime = startTime;
    }

    /// <summary>Gets where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Gets the time from the start of the process until it listened.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>Starts it on a data directory and waits until it listens.</summary>
    public static Task<RunningServer> StartAsync(string dataDirectory, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
        => StartAsync(Describe(dataDirectory, environment), cancellationToken);

    /// <summary>Starts a process that is, or runs, the server, and waits until it listens.</summary>
    public static async Task<RunningServer> StartAsync(ProcessStartInfo description, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var process = Process.Start(description)!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);   // A full pipe would stop the server.
                return new RunningServer(process, new Uri(line[(at + Listening.Length)..].Trim()), TimeProvider.System.GetElapsedTime(start));
            }
        }

        throw new InvalidOperationException($"The server did not start: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>Ends it as a power cut would: nothing of it runs on.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as a service manager does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static ProcessStartInfo Describe(string dataDirectory, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "GovStack.Standalone.dll"),
                "--urls=http://127.0.0.1:0",
                $"--Storage:Directory={dataDirectory}",
                $"--Content:Directory={Repository.SampleAgency}",
                "--Limits:PersonBurst=100000",
                "--Limits:PersonPerMinute=100000",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = dataDirectory,
        };
        foreach (var secret in (string[])["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY"])
            start.Environment.Remove(secret);   // The answers of this test come from the pages.
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
