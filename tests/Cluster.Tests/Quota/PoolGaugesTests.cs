using System.Diagnostics.Metrics;
using GovStack.Cluster.Tests.Hosts;
using GovStack.Conversations.Quota;
using GovStack.Conversations.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GovStack.Cluster.Tests.Quota;

/// <summary>What alerts and autoscaling read: a pool's state, told by the one server that holds its ledger.</summary>
public sealed class PoolGaugesTests : IAsyncLifetime
{
    // Five calls at a time, and none of them ends: the gauges are read one after the other, and a beat between two of them must tell the same.
    private readonly ClusterHostFixture _host = new(3,
        new("Quota:Pools:gauged:Profile", "generic"),
        new("Quota:Pools:gauged:RequestsPerMinute", "6000"),
        new("Quota:Pools:gauged:TokensPerMinute", "600000"),
        new("Quota:Pools:gauged:MaxInFlight", "5"));

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Gauges_OfAPoolAskedByThreeSilos_AreToldOnce()
    {
        var gates = _host.Cluster.Silos.Select(silo => ClusterHostFixture.ServicesOf(silo).GetRequiredService<IProviderGate>()).ToArray();
        for (var number = 0; number < 120; number++)
            await gates[number % 3].AcquireAsync(Request($"gauge/{number}"), CancellationToken.None);

        var told = await ReadAsync(said => said.Waiting.Sum() > 0);

        Assert.Equal(3, told.Waiting.Count);        // A class each, from one server.
        Assert.Equal(2, told.Available.Count);      // An axis each.
        Assert.Equal(5, Assert.Single(told.InFlight));
        Assert.Equal(115, told.Waiting.Sum());
        Assert.InRange(Assert.Single(told.Safety), 0.9, 1);
    }

    /// <summary>Lets the ledger's clock run from beat to beat until the gauges say what is waited for.</summary>
    private async Task<Told> ReadAsync(Func<Told, bool> isThere)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var told = Told.Now("gauged");
            if (isThere(told))
                return told;
            // No faster than real time: a server whose beats a busy machine delivers late by three of the clock's seconds is taken for lost, and its tickets with it.
            _host.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(100, limit.Token);
        }
    }

    private GrantRequest Request(string reservation) => new(
        "gauged", reservation, QuotaClass.Interactive, "town", "person-1", 20, 0, 50, _host.Clock.GetUtcNow(), _host.Clock.GetUtcNow() + TimeSpan.FromHours(1),
        TimeSpan.FromSeconds(5), "tax:model");

    private sealed record Told(List<int> Waiting, List<int> InFlight, List<double> Available, List<double> Safety)
    {
        public static Told Now(string pool)
        {
            var told = new Told([], [], [], []);
            using var listener = new MeterListener
            {
                InstrumentPublished = (instrument, listening) =>
                {
                    if (instrument.Meter == ConversationTelemetry.Meter)
                        listening.EnableMeasurementEvents(instrument);
                },
            };
            listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(
                instrument.Name switch { "govstack.quota.waiting" => told.Waiting, "govstack.quota.in_flight" => told.InFlight, _ => null }, value, tags, pool));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(
                instrument.Name switch { "govstack.quota.available" => told.Available, "govstack.quota.safety" => told.Safety, _ => null }, value, tags, pool));
            listener.Start();
            listener.RecordObservableInstruments();
            return told;
        }

        private static void Note<T>(List<T>? values, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, string pool)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "pool" && (string?)tag.Value == pool)
                    values?.Add(value);
            }
        }
    }
}
