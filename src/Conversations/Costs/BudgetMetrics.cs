using System.Diagnostics.Metrics;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Telemetry;

namespace GovStack.Conversations.Costs;

/// <summary>How much of the day's budget is spent, for alerts. The tag is the agency, whose name is public; nothing about a person.</summary>
internal static class BudgetMetrics
{
    /// <summary>Watches every agency that has a budget, while the process runs.</summary>
    public static void Watch(CostBook book, IAgencyDirectory agencies)
        => ConversationTelemetry.Meter.CreateObservableGauge("govstack.budget.used", () => Measure(book, agencies), "1", "Share of the day's budget that is spent, by agency.");

    private static IEnumerable<Measurement<double>> Measure(CostBook book, IAgencyDirectory agencies)
    {
        foreach (var agency in agencies.All.Select(loaded => loaded.Agency))
        {
            if (agency.DailyBudgetUsd is > 0 and var budget)
                yield return new((double)(book.SpentOn(agency.Id, book.Today(agency)) / budget), new KeyValuePair<string, object?>("agency", agency.Id));
        }
    }
}
