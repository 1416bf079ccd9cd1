using System.Diagnostics.Metrics;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Costs;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Costs;

public sealed class BudgetMetricsTests
{
    [Fact]
    public void Watch_AgencyWithABudget_TellsItsShareAndNothingOfOthers()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero));
        var book = new CostBook(clock);
        var town = SampleAgency.Make("budget-town") with { TimeZone = TimeZoneInfo.Utc, DailyBudgetUsd = 20 };
        var state = SampleAgency.Make("budget-state") with { DailyBudgetUsd = null };
        book.Merge(town, [new(new DateOnly(2026, 3, 3), "tax", "gpt-4.1", 5, 100, 0, 100, 17)]);
        BudgetMetrics.Watch(book, new Directory(town, state));

        var told = new List<(string? Agency, double Share)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "govstack.budget.used")
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => told.Add((tags[0].Value as string, value)));
        listener.Start();
        listener.RecordObservableInstruments();

        // Other tests of this process may watch agencies of their own.
        Assert.Equal([("budget-town", 0.85)], told.Where(one => one.Agency is "budget-town" or "budget-state"));
    }

    private sealed class Directory(params IEnumerable<Agency> agencies) : IAgencyDirectory
    {
        public event Action<string>? Changed
        {
            add { }
            remove { }
        }

        public IReadOnlyList<LoadedAgency> All { get; } = [.. agencies.Select(agency => new LoadedAgency(agency, null!, null!, null!))];

        public LoadedAgency? Find(string tenant) => All.FirstOrDefault(loaded => loaded.Agency.Id == tenant);

        public LoadedAgency? FindByHost(string host) => null;
    }
}
