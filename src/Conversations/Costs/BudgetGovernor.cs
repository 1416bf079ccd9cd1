using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Costs;

/// <summary>What the day's budget still allows.</summary>
public enum BudgetMode
{
    /// <summary>Under 80 %, or no budget.</summary>
    Normal,

    /// <summary>From 80 %: the cheapest model of a chain first.</summary>
    PreferSmaller,

    /// <summary>From 100 %: answers from the pages only.</summary>
    PagesOnly,
}

/// <summary>A tenant's spending now.</summary>
/// <param name="Mode">What it allows.</param>
/// <param name="SpentToday">US dollars today, in the agency's day; a model without a price counts as the dearest of the list.</param>
/// <param name="DailyBudget">US dollars a day, or null for none.</param>
/// <param name="ProjectedMonth">US dollars this month, at the pace of the last seven days.</param>
/// <param name="ProjectedYear">US dollars this year, at the same pace.</param>
public sealed record BudgetStatus(BudgetMode Mode, decimal SpentToday, decimal? DailyBudget, decimal ProjectedMonth, decimal ProjectedYear);

/// <summary>Keeps each tenant within its daily budget: smaller models from 80 %, pages only from 100 %. Calls in flight are not counted, so a day ends at most their cost above it.</summary>
public sealed class BudgetGovernor(CostBook book)
{
    private const decimal SmallerFrom = 0.8m;
    private const int PaceDays = 7;

    /// <summary>Finds what the budget allows now.</summary>
    public BudgetMode Check(Agency agency)
    {
        if (agency.DailyBudgetUsd is not { } budget)
            return BudgetMode.Normal;
        var spent = book.SpentOn(agency.Id, book.Today(agency));
        return spent >= budget ? BudgetMode.PagesOnly : spent >= SmallerFrom * budget ? BudgetMode.PreferSmaller : BudgetMode.Normal;
    }

    /// <summary>Gets how long until the budget begins anew: the agency's midnight.</summary>
    public TimeSpan UntilRenewed(Agency agency) => book.UntilTomorrow(agency);

    /// <summary>Sums up a tenant's spending and where it is heading.</summary>
    public BudgetStatus Status(Agency agency)
    {
        var today = book.Today(agency);
        var spent = book.SpentOn(agency.Id, today);
        // Whole days only: this morning's cost says little about today. A tenant's first day has nothing else.
        var days = Enumerable.Range(1, PaceDays).Select(back => book.SpentOn(agency.Id, today.AddDays(-back))).ToArray();
        var known = Array.FindLastIndex(days, cost => cost > 0) + 1;
        var pace = known == 0 ? spent : Math.Max(days.Take(known).Sum() / known, 0);
        var rest = Math.Max(pace - spent, 0);
        var firstOfMonth = new DateOnly(today.Year, today.Month, 1);
        var lastOfMonth = firstOfMonth.AddMonths(1).AddDays(-1);
        var firstOfYear = new DateOnly(today.Year, 1, 1);
        var lastOfYear = new DateOnly(today.Year, 12, 31);
        return new(
            Check(agency),
            spent,
            agency.DailyBudgetUsd,
            Sum(agency.Id, firstOfMonth, today) + rest + (pace * (lastOfMonth.DayNumber - today.DayNumber)),
            Sum(agency.Id, firstOfYear, today) + rest + (pace * (lastOfYear.DayNumber - today.DayNumber)));
    }

    private decimal Sum(string tenant, DateOnly first, DateOnly last)
    {
        var sum = 0m;
        for (var day = first; day <= last; day = day.AddDays(1))
            sum += book.SpentOn(tenant, day);
        return sum;
    }
}
