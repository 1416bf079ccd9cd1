using System.Net.Http.Json;
using System.Text.Json;
using GovStack.ProviderSimulator.Ideal;
using GovStack.ProviderSimulator.Statistics;

namespace GovStack.LoadTest.Measuring;

/// <summary>What the simulated provider counted, and what it says an ideal queue would have reached.</summary>
internal sealed class SimulatorClient(Uri simulator) : IDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private readonly HttpClient _http = new() { BaseAddress = simulator, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<SimulatorStatistics> StatisticsAsync(CancellationToken cancellationToken)
        => (await _http.GetFromJsonAsync<SimulatorStatistics>("sim/stats", _json, cancellationToken))!;

    public async Task<IReadOnlyList<CallRecord>> CallsAsync(CancellationToken cancellationToken)
        => (await _http.GetFromJsonAsync<CallRecord[]>("sim/log", _json, cancellationToken))!;

    public async Task<SimulatorView> OptionsAsync(CancellationToken cancellationToken)
        => (await _http.GetFromJsonAsync<SimulatorView>("sim/options", _json, cancellationToken))!;

    public async Task ChangeAsync(object change, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("sim/control", change, _json, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<IdealAnswer> IdealAsync(IdealQuestion question, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("sim/ideal", question, _json, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<IdealAnswer>(_json, cancellationToken))!;
    }

    /// <summary>Returns when the provider has been left alone: whoever gave up may have left work behind that still goes on.</summary>
    public async Task QuietAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var (last, quietSince, started) = (-1L, TimeProvider.System.GetTimestamp(), TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(started) < atMost)
        {
            var now = await StatisticsAsync(cancellationToken);
            if (now.Requests != last || now.InFlight > 0)
                (last, quietSince) = (now.Requests, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(quietSince) > TimeSpan.FromSeconds(3))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>The simulator's options, as far as a report names them.</summary>
internal sealed record SimulatorView(
    double Now,
    double TimeScale,
    double Requests,
    double Tokens,
    double InputTokens,
    double OutputTokens,
    int InFlight,
    double WindowSeconds,
    string Evaluator,
    string Charging,
    string SubWindowsOn,
    double FirstTokenSeconds,
    double TokensPerSecond,
    string OutputLengths);
