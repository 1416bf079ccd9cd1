using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GovStack.Grains.Housekeeping;

/// <summary>
/// Has the housekeeping grain set its reminders with every server's start, and wakes it every few seconds after that: where its server has died, another's
/// questions would stay unanswered until the next reminder.
/// </summary>
internal sealed partial class HousekeepingStart(IGrainFactory grains, ILogger<HousekeepingStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var housekeeping = grains.GetGrain<IHousekeepingGrain>(IHousekeepingGrain.Name);
        var hasBegun = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await (hasBegun ? housekeeping.WakeAsync() : housekeeping.BeginAsync()).WaitAsync(stoppingToken);
                hasBegun = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }

            await Task.Delay(Pause, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 1833, Level = LogLevel.Warning, Message = "The housekeeping grain could not be reached; tried again in a few seconds.")]
    private partial void LogFailed(Exception exception);
}
