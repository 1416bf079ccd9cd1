using System.Collections.Concurrent;
using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Costs;

/// <summary>What each tenant has spent, by day, botlet and model: in memory, read from the store at start, added to by every call. Safe for many callers at once.</summary>
public sealed class CostBook(TimeProvider clock)
{
    // The model column of a tenant's rows; kept apart so that a model without a price still counts against the budget.
    private readonly ConcurrentDictionary<string, TenantBook> _tenants = new(StringComparer.Ordinal);

    /// <summary>Gets the agency's day now, in its own time zone.</summary>
    public DateOnly Today(Agency agency) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), agency.TimeZone).DateTime);

    /// <summary>Gets how long the agency's day still lasts.</summary>
    public TimeSpan UntilTomorrow(Agency agency)
    {
        var midnight = Today(agency).AddDays(1).ToDateTime(TimeOnly.MinValue);
        if (agency.TimeZone.IsInvalidTime(midnight))
            midnight = midnight.AddHours(1);   // Where clocks go forward at midnight the day begins an hour later.
        return new DateTimeOffset(midnight, agency.TimeZone.GetUtcOffset(midnight)) - clock.GetUtcNow();
    }

    /// <summary>Adds what a turn used.</summary>
    /// <param name="agency">Who pays.</param>
    /// <param name="botlet">For which service.</param>
    /// <param name="usage">The usage; its <see cref="TurnUsage.Day"/> is the day it is paid on.</param>
    /// <param name="unpricedUsd">What calls without a known price count as against the budget; 0 where every model has a price.</param>
    public void Add(Agency agency, string botlet, TurnUsage usage, decimal unpricedUsd = 0)
    {
        var row = new DailySpend(usage.Day, botlet, usage.Model ?? usage.Provider, 1, usage.InputTokens, usage.CachedInputTokens, usage.OutputTokens, usage.CostUsd);
        Book(agency.Id).Add(row, unpricedUsd);
    }

    /// <summary>Takes what the store knows: where it knows more than this process, that counts. Called at start, and in a cluster every minute.</summary>
    public void Merge(Agency agency, IReadOnlyList<DailySpend> stored)
    {
        var dearest = PriceTable.Dearest(agency.Prices);
        foreach (var row in stored)
        {
            var isUnpriced = row.CostUsd == 0 && dearest is not null && PriceTable.Find(agency.Prices, row.Model) is null && row.OutputTokens > 0;
            Book(agency.Id).Merge(row, isUnpriced ? PriceTable.Cost(dearest!, row.InputTokens, row.CachedInputTokens, row.OutputTokens) : 0);
        }
    }

    /// <summary>Reads the rows of a tenant from one day to another, both included, in order of day, botlet and model.</summary>
    public IReadOnlyList<DailySpend> Read(string tenant, DateOnly first, DateOnly last)
        => _tenants.TryGetValue(tenant, out var book) ? book.Read(first, last) : [];

    /// <summary>Gets a day's cost as it counts against the budget: known prices, and the dearest for models that have none.</summary>
    public decimal SpentOn(string tenant, DateOnly day) => _tenants.TryGetValue(tenant, out var book) ? book.SpentOn(day) : 0;

    private TenantBook Book(string tenant) => _tenants.GetOrAdd(tenant, _ => new TenantBook());

    private sealed class TenantBook
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<(DateOnly Day, string Botlet, string Model), (DailySpend Row, decimal Unpriced)> _rows = [];
        private readonly Dictionary<DateOnly, decimal> _days = [];

        public void Add(DailySpend row, decimal unpriced)
        {
            lock (_gate)
            {
                var (old, oldUnpriced) = Find(row);
                Put(Sum(old, row), oldUnpriced + unpriced);
            }
        }

        public void Merge(DailySpend row, decimal unpriced)
        {
            lock (_gate)
            {
                var (old, oldUnpriced) = Find(row);
                if (row.CostUsd + unpriced > old.CostUsd + oldUnpriced || row.Turns > old.Turns)
                    Put(row, Math.Max(unpriced, oldUnpriced));
            }
        }

        public IReadOnlyList<DailySpend> Read(DateOnly first, DateOnly last)
        {
            lock (_gate)
            {
                return [.. _rows.Values.Select(value => value.Row).Where(row => row.Day >= first && row.Day <= last)
                    .OrderBy(row => row.Day).ThenBy(row => row.Botlet, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal)];
            }
        }

        public decimal SpentOn(DateOnly day)
        {
            lock (_gate)
                return _days.GetValueOrDefault(day);
        }

        private (DailySpend Row, decimal Unpriced) Find(DailySpend key) => _rows.TryGetValue((key.Day, key.Botlet, key.Model), out var known)
            ? known
            : (key with { Turns = 0, InputTokens = 0, CachedInputTokens = 0, OutputTokens = 0, CostUsd = 0 }, 0);

        private void Put(DailySpend row, decimal unpriced)
        {
            var (old, oldUnpriced) = Find(row);
            _rows[(row.Day, row.Botlet, row.Model)] = (row, unpriced);
            _days[row.Day] = _days.GetValueOrDefault(row.Day) + row.CostUsd + unpriced - old.CostUsd - oldUnpriced;
        }

        private static DailySpend Sum(DailySpend old, DailySpend row) => old with
        {
            Turns = old.Turns + row.Turns,
            InputTokens = old.InputTokens + row.InputTokens,
            CachedInputTokens = old.CachedInputTokens + row.CachedInputTokens,
            OutputTokens = old.OutputTokens + row.OutputTokens,
            CostUsd = old.CostUsd + row.CostUsd,
        };
    }
}
