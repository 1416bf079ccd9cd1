using GovStack.Conversations.Quota;
using GovStack.Grains.Interfaces;

namespace GovStack.Grains.Quota;

/// <summary>What this server has to tell one pool: in batches, at most 50 ms old, and a sign of life each second. What cannot be told is kept and told again.</summary>
internal sealed class PoolReports : IAsyncDisposable
{
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(50);
    private const int MostKept = 100_000;

    private readonly Lock _gate = new();
    private readonly string _server;
    private readonly IProviderQuotaGrain _grain;
    private readonly Action<Exception> _failed;
    private readonly ITimer _beat;
    private readonly ITimer _flush;
    private List<QuotaReport> _reports = [];
    private Task _sending = Task.CompletedTask;
    private bool _isFlushDue;

    public PoolReports(string server, IProviderQuotaGrain grain, TimeProvider clock, Action<Exception> failed)
    {
        (_server, _grain, _failed) = (server, grain, failed);
        _flush = clock.CreateTimer(_ => Send(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _beat = clock.CreateTimer(_ => Send(), null, TimeSpan.Zero, PoolCallers.Beat);
    }

    public void Add(QuotaReport report)
    {
        lock (_gate)
        {
            if (_reports.Count < MostKept)
                _reports.Add(report);   // Beyond that the pool has been away so long that it counts these calls as lost anyway.
            if (_isFlushDue)
                return;
            _isFlushDue = true;
        }

        _flush.Change(Batch, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _beat.DisposeAsync().ConfigureAwait(false);
        await _flush.DisposeAsync().ConfigureAwait(false);
        Send();
        await _sending.ConfigureAwait(false);
    }

    private void Send()
    {
        lock (_gate)
        {
            _isFlushDue = false;
            if (!_sending.IsCompleted)
            {
                if (_reports.Count > 0)
                {
                    _isFlushDue = true;
                    _flush.Change(Batch, Timeout.InfiniteTimeSpan);
                }

                return;
            }

            var batch = _reports;
            _reports = [];
            _sending = Task.Run(() => SendAsync(batch));
        }
    }

    private async Task SendAsync(List<QuotaReport> batch)
    {
        try
        {
            await _grain.ReportAsync(_server, Wire.Of<IReadOnlyList<QuotaReport>>(batch)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failed(exception);
            lock (_gate)
                _reports.InsertRange(0, batch);   // Idempotent by reservation and epoch: twice does no harm.
        }
    }
}
