using System.Globalization;

namespace GovStack.LoadTest.Measuring;

/// <summary>The server's resident memory over a run, from its process or from its <c>/metrics</c>.</summary>
internal sealed class MemorySampler(LoadTestOptions options) : IDisposable
{
    private const string Metric = "process_working_set_bytes";
    private readonly HttpClient _http = new() { BaseAddress = options.Target, Timeout = TimeSpan.FromSeconds(5) };
    private readonly List<MemorySample> _samples = [];

    public IReadOnlyList<MemorySample> Samples => _samples;

    public async Task RunAsync(RunClock clock, TimeSpan every, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ReadAsync() is { } bytes)
                _samples.Add(new MemorySample(clock.Now, bytes));
            await Task.Delay(every, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The resident bytes now, or null where nobody tells.</summary>
    public async Task<double?> ReadAsync()
    {
        try
        {
            if (options.ServerPid is { } pid)
                return File.ReadLines($"/proc/{pid}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                    .Select(line => (double?)double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).FirstOrDefault();

            var text = await _http.GetStringAsync("metrics");
            return Parse(text);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    internal static double? Parse(string metrics)
        => metrics.Split('\n').Where(line => line.StartsWith(Metric, StringComparison.Ordinal))
            .Select(line => (double?)double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault();
}

/// <summary>Resident bytes at a time of the run.</summary>
internal readonly record struct MemorySample(TimeSpan At, double Bytes);
