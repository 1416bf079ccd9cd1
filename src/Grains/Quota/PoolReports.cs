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
    private readonly FallbackLine? _line;
    private readonly Action<Exception?> _failed;
    private readonly ITimer _beat;
    private readonly ITimer _flush;
    private List<QuotaReport> _reports = [];
    private Task _sending = Task.CompletedTask;
    private bool _isFlushDue;
    private bool _isLeaving;

    /// <summary>Begins to tell.</summary>
    /// <param name="server">This server.</param>
    /// <param name="grain">The pool.</param>
    /// <param name="line">Who waits for the pool; null for a pool that nobody configured.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="failed">Told that the pool could not be reached, or null that this server sends on its own from now on.</param>
    public PoolReports(string server, IProviderQuotaGrain grain, FallbackLine? line, TimeProvider clock, Action<Exception?> failed)
    {
        (_server, _grain, _line, _failed) = (server, grain, line, failed);
        _flush = clock.CreateTimer(_ => Send(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _beat = clock.CreateTimer(_ => Beat(), null, TimeSpan.Zero, PoolCallers.Beat);
    }

    /// <summary>Gets who waits while the pool cannot be reached.</summary>
    public FallbackLine? Line => _line;

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
        await _sending.ConfigureAwait(false);
        lock (_gate)
            _isLeaving = true;
        Send();
        await _sending.ConfigureAwait(false);
        _line?.Dispose();
    }

    private void Beat()
    {
        if (_line?.HasBegun() == true)
            _failed(null);
        Send();
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
            var (beat, sentAt) = _line?.Sending() ?? (new ServerBeat(0, 0, 0), TimeSpan.Zero);
            var reply = await _grain.ReportAsync(_server, Wire.Of(new ServerReport(beat with { IsLeaving = _isLeaving }, batch))).ConfigureAwait(false);
            if (reply.Value is { } heard)
                _line?.Heard(sentAt, heard);
        }
        catch (Exception exception)
        {
            _failed(exception);
            lock (_gate)
                _reports.InsertRange(0, batch);   // Idempotent by reservation and epoch: twice does no harm.
        }
    }
}
