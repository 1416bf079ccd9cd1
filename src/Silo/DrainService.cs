using GovStack.Grains.Conversations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace GovStack.Silo;

/// <summary>
/// Lets answers that have begun end before anything else stops: the server still serves its readers, while readiness already says that it wants no more work.
/// What waits is handed over at once, and what has not ended in time then: it stays accepted and runs again on another server. Streams of conversations that
/// live elsewhere would go on through here as long as those do; they are cut then, and read on through another server, so that the grains are left the time to go
/// in order. A front end of its own holds no conversations, and cuts its streams at once.
/// </summary>
internal sealed partial class DrainService(IServer server, IOptions<ClusterSettings> settings, ILogger<DrainService> logger, ConversationRoster? roster = null)
    : IHostedLifecycleService
{
    // For what ends by itself now that its conversation has.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (roster is not null)
        {
            LogDraining(roster.AtWork, settings.Value.DrainWithin);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(settings.Value.DrainWithin);
            await roster.DrainAsync(patience.Token);
            LogDrained(roster.AtWork);
        }

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

    [LoggerMessage(EventId = 1840, Level = LogLevel.Information, Message = "Stopping: {Count} conversations are at work; what waits is handed over, answers that have begun have {Patience} to end.")]
    private partial void LogDraining(int count, TimeSpan patience);

    [LoggerMessage(EventId = 1841, Level = LogLevel.Information, Message = "Stopping: {Count} answers had not ended and are handed over too.")]
    private partial void LogDrained(int count);

    [LoggerMessage(EventId = 1842, Level = LogLevel.Information, Message = "Stopping: nobody reads through this server any more.")]
    private partial void LogClosed();
}
