using GovStack.Conversations;

namespace GovStack.Standalone.Storage;

/// <summary>Deletes what has been kept long enough: a few minutes after the start, then once a day.</summary>
internal sealed partial class RetentionService(Retention retention, TimeProvider clock, ILogger<RetentionService> logger) : BackgroundService
{
    /// <summary>How long after the start it first runs: unanswered questions come first.</summary>
    public static readonly TimeSpan FirstRun = TimeSpan.FromMinutes(5);

    /// <summary>How often it runs.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(1);

    private readonly PeriodicTimer _timer = new(FirstRun, clock);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            _timer.Period = Period;
            try
            {
                await retention.DeleteExpiredAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogRunFailed(exception);   // A full disk, for one. Tomorrow is another day; people must not notice.
            }
        }
    }

    [LoggerMessage(EventId = 1624, Level = LogLevel.Error, Message = "Retention stopped; it runs again tomorrow.")]
    private partial void LogRunFailed(Exception exception);
}
