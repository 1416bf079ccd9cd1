using GovStack.Grains.Conversations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace GovStack.Silo;

/// <summary>
/// Lets running answers end before anything else stops: the server still serves its readers, while readiness already says that it wants no more work. What has
/// not ended in time is handed over: it stays accepted and runs again on another server. Streams of conversations that live elsewhere would go on through here as
/// long as those do; they are cut then, and read on through another server, so that the grains are left the time to go in order.
/// </summary>
internal sealed partial class DrainService(ConversationRoster roster, IServer server, IOptions<ClusterSettings> settings, ILogger<DrainService> logger) : IHostedLifecycleService
{
    // For what ends by itself now that its conversation has.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogDraining(roster.AtWork, settings.Value.DrainWithin);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(settings.Value.DrainWithin);
        await roster.DrainAsync(patience.Token);
        LogDrained(roster.AtWork);
        using var cut = new CancellationTokenSource(LastWords);
        await server.StopAsync(cut.Token);
        LogClosed();
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

    [LoggerMessage(EventId = 1842, Level = LogLevel.Information, Message = "Stopping: nobody reads through this server any more.")]
    private partial void LogClosed();
}
