using GovStack.Conversations.Agencies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Costs;

/// <summary>Fills the cost book from the store before the first question, and looks again and again: other servers spend from the same budget.</summary>
internal sealed partial class CostBookKeeper(
    CostBook book, IAgencyDirectory agencies, ICheckpointStore store, IOptions<CostOptions> options, TimeProvider clock, ILogger<CostBookKeeper> logger)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The whole year, for the projection. A store that cannot be read stops the start: spending unseen would be failing open.
        foreach (var loaded in agencies.All)
        {
            var today = book.Today(loaded.Agency);
            var first = new DateOnly(today.Year, 1, 1) is var january && january < today.AddDays(-31) ? january : today.AddDays(-31);
            book.Merge(loaded.Agency, await store.ReadSpendAsync(loaded.Agency.Id, first, today, cancellationToken).ConfigureAwait(false));
        }

        BudgetMetrics.Watch(book, agencies);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (var loaded in agencies.All)
                await RefreshAsync(loaded.Agency, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task RefreshAsync(Agency agency, CancellationToken cancellationToken)
    {
        try
        {
            var today = book.Today(agency);
            book.Merge(agency, await store.ReadSpendAsync(agency.Id, today.AddDays(-1), today, cancellationToken).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // What this process spent itself is known; the next minute looks again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogSpendNotRead(agency.Id, fault);
        }
    }
}
