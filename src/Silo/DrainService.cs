using GovStack.Grains.Conversations;
using Microsoft.Extensions.Options;

namespace GovStack.Silo;

/// <summary>
/// Lets running answers end before anything else stops: the server still serves its readers, while readiness already says that it wants no more work. What has
/// not ended in time is handed over: it stays accepted and runs again on another server.
/// </summary>
internal sealed partial class DrainService(ConversationRoster roster, IOptions<ClusterSettings> settings, ILogger<DrainService> logger) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogDraining(roster.AtWork, settings.Value.DrainWithin);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(settings.Value.DrainWithin);
        await roster.DrainAsync(patience.Token);
        LogDrained(roster.AtWork);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1840, Level = LogLevel.Information, Message = "Stopping: {Count} conversations are at work and have {Patience} to end.")]
    private partial void LogDraining(int count, TimeSpan patience);

    [LoggerMessage(EventId = 1841, Level = LogLevel.Information, Message = "Stopping: {Count} conversations are handed over.")]
    private partial void LogDrained(int count);
}
