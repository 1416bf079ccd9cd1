using GovStack.ProviderSimulator.Faults;
using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator.Statistics;

/// <summary>Counts calls as they begin and end. Not thread-safe: its owner holds the lock.</summary>
internal sealed class CallLog(int limit)
{
    private readonly List<CallRecord> _calls = [];
    private readonly Dictionary<string, long> _rateLimitedBy = [];
    private readonly Dictionary<string, long> _faults = [];
    private readonly SortedDictionary<int, Second> _seconds = [];
    private readonly HashSet<string> _nonces = [];
    private readonly HashSet<string> _reservations = [];
    private readonly HashSet<string> _admittedReservations = [];
    private long _requests;
    private long _admitted;
    private long _rateLimited;
    private long _failed;
    private long _completed;
    private long _cut;
    private long _gone;
    private long _inputTokens;
    private long _outputTokens;
    private long _withNonce;
    private long _repeatedReservations;
    private double _charged;
    private double _used;
    private double _wasted;

    /// <summary>Calls that have ended, logged or not.</summary>
    public long Ended { get; private set; }

    /// <summary>Requests that could not be read.</summary>
    public long Malformed { get; set; }

    public long NextNumber() => _requests + 1;

    public void Begin(ProviderCall call)
    {
        _requests++;
        var second = SecondAt(call.At);
        second.Requests++;
        second.InFlight = Math.Max(second.InFlight, call.Pool.InFlight);
        if (call.Nonce is not null)
        {
            _withNonce++;
            _nonces.Add(call.Nonce);
        }

        if (call.Reservation is not null)
            _reservations.Add(call.Reservation);

        if (call.IsRefused)
        {
            _rateLimited++;
            second.RateLimited++;
            Count(_rateLimitedBy, call.Admission!.FullAxis!);
        }
        else if (call.Admission is not null)
        {
            _admitted++;
            second.Admitted++;
            second.Charged += call.Admission.ChargedTokens;
            _inputTokens += call.Size.InputTokens;
            if (call.Reservation is not null && !_admittedReservations.Add(call.Reservation))
                _repeatedReservations++;
        }

        if (call.Fault != FaultKind.None)
        {
            _failed++;
            second.Failed++;
            Count(_faults, FaultNames.Name(call.Fault));
        }
    }

    public void End(ProviderCall call, int status, TimeSpan now, ChargingRule rule)
    {
        Ended++;
        var whole = status == 200 && call.Fault == FaultKind.None && call.OutputTokens == call.Pieces.Count;
        var charged = call.Admission is { Granted: true } admission ? admission.ChargedTokens : 0;
        var answered = call.Fault is FaultKind.None or FaultKind.HangMidStream or FaultKind.BrokenStream or FaultKind.OverloadedMidStream;
        var used = charged <= 0 || !answered ? 0 : rule == ChargingRule.InputOnly ? call.Size.InputTokens : call.Size.InputTokens + call.OutputTokens;
        _charged += charged;
        _used += used;
        _wasted += Math.Max(0, charged - used);
        _outputTokens += call.OutputTokens;
        _completed += whole && !call.IsCut ? 1 : 0;
        _cut += whole && call.IsCut ? 1 : 0;
        _gone += status == 499 ? 1 : 0;
        if (_calls.Count >= limit)
            return;

        _calls.Add(new CallRecord
        {
            Number = call.Number,
            At = call.At.TotalSeconds,
            EndedAt = now.TotalSeconds,
            FirstTokenAt = call.FirstTokenAt?.TotalSeconds,
            Model = call.Request.Model,
            Status = status,
            RefusedBy = call.Admission?.FullAxis,
            Fault = call.Fault == FaultKind.None ? null : FaultNames.Name(call.Fault),
            InputTokens = call.Size.InputTokens,
            MaxOutputTokens = call.Size.MaxOutputTokens,
            OutputTokens = call.OutputTokens,
            Charged = charged,
            Complete = whole && !call.IsCut,
            Streamed = call.Request.Stream,
            Nonce = call.Nonce,
            Reservation = call.Reservation,
        });
    }

    public IReadOnlyList<CallRecord> Calls(long from) => [.. _calls.Where(call => call.Number >= from)];

    public SimulatorStatistics Statistics(TimeSpan now, double timeScale, IReadOnlyList<AxisStatistics> axes, int inFlight, int peakInFlight) => new()
    {
        Now = now.TotalSeconds,
        TimeScale = timeScale,
        Requests = _requests,
        Admitted = _admitted,
        RateLimited = _rateLimited,
        Failed = _failed,
        Malformed = Malformed,
        Completed = _completed,
        CutAtMaximum = _cut,
        ClientsGone = _gone,
        Charged = _charged,
        Used = _used,
        Wasted = _wasted,
        InputTokens = _inputTokens,
        OutputTokens = _outputTokens,
        InFlight = inFlight,
        PeakInFlight = peakInFlight,
        DistinctNonces = _nonces.Count,
        CallsWithNonce = _withNonce,
        DistinctReservations = _reservations.Count,
        RepeatedReservations = _repeatedReservations,
        RateLimitedBy = new Dictionary<string, long>(_rateLimitedBy),
        Faults = new Dictionary<string, long>(_faults),
        Axes = axes,
        PerSecond = [.. _seconds.Select(pair => pair.Value.At(pair.Key))],
    };

    private Second SecondAt(TimeSpan time)
    {
        var index = (int)time.TotalSeconds;
        return _seconds.TryGetValue(index, out var second) ? second : _seconds[index] = new Second();
    }

    private static void Count(Dictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private sealed class Second
    {
        public int Requests { get; set; }

        public int Admitted { get; set; }

        public int RateLimited { get; set; }

        public int Failed { get; set; }

        public double Charged { get; set; }

        public int InFlight { get; set; }

        public SecondStatistics At(int second) => new(second, Requests, Admitted, RateLimited, Failed, Charged, InFlight);
    }
}
