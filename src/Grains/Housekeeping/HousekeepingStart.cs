using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GovStack.Grains.Housekeeping;

/// <summary>Wakes the housekeeping grain with every server's start, until it has said that its reminders stand.</summary>
internal sealed partial class HousekeepingStart(IGrainFactory grains, ILogger<HousekeepingStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IHousekeepingGrain>(IHousekeepingGrain.Name).BeginAsync().WaitAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }

            await Task.Delay(Pause, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 1833, Level = LogLevel.Warning, Message = "The reminders could not be set; tried again in a few seconds.")]
    private partial void LogFailed(Exception exception);
}
