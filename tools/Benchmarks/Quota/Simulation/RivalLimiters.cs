namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>Another way to keep to a limit, as it is commonly built. Asked before each question's first send.</summary>
internal abstract class RivalLimiter
{
    /// <summary>Gets how often the client behind it tries again after a 429.</summary>
    public virtual int Retries => 2;

    /// <summary>Whether a question may go out now; if not, when to ask again.</summary>
    public abstract double MayGo(double now, int person, double tokens);

    /// <summary>An answer has ended.</summary>
    public virtual void Ended(double now, double tokens)
    {
    }
}

/// <summary>Nothing but the provider SDK's own retries.</summary>
internal sealed class SdkRetries : RivalLimiter
{
    public override double MayGo(double now, int person, double tokens) => now;
}

/// <summary>The framework's token bucket at the provider's limit: L at once, L/60 more each second, whoever asked first goes first.</summary>
internal sealed class FrameworkTokenBucket(double tokensPerMinute, int replicas = 1) : RivalLimiter
{
    private readonly double[] _ready = new double[replicas];
    private readonly double[] _taken = new double[replicas];

    public override double MayGo(double now, int person, double tokens)
    {
        // With replenishment by the second, the n-th token beyond the first L is there at a whole second.
        var replica = person % replicas;
        var limit = tokensPerMinute / replicas;
        _taken[replica] += tokens;
        var seconds = Math.Ceiling(Math.Max(0, _taken[replica] - limit) / (limit / 60));
        _ready[replica] = Math.Max(_ready[replica], seconds);
        return Math.Max(now, _ready[replica]);
    }
}

/// <summary>A counter per clock minute that is charged when the answer has ended, as several gateways do.</summary>
internal sealed class ChargedAfterwards(double tokensPerMinute) : RivalLimiter
{
    private long _minute = -1;
    private double _used;

    public override double MayGo(double now, int person, double tokens)
    {
        Turn(now);
        return _used < tokensPerMinute ? now : (_minute + 1) * 60;
    }

    public override void Ended(double now, double tokens)
    {
        Turn(now);
        _used += tokens;
    }

    private void Turn(double now)
    {
        var minute = (long)(now / 60);
        if (minute == _minute)
            return;
        _minute = minute;
        _used = 0;
    }
}

/// <summary>Four replicas that lease their share of the limit for 15 seconds at a time; what a lease does not use is lost.</summary>
internal sealed class FifteenSecondLeases(double tokensPerMinute, int replicas) : RivalLimiter
{
    private const double Length = 15;
    private readonly long[] _lease = new long[replicas];
    private readonly double[] _used = new double[replicas];

    public override double MayGo(double now, int person, double tokens)
    {
        var replica = person % replicas;
        var share = tokensPerMinute / 60 * Length / replicas;
        _lease[replica] = Math.Max(_lease[replica], (long)(now / Length));
        if (_used[replica] + tokens > share)
        {
            _lease[replica]++;
            _used[replica] = 0;
        }

        _used[replica] += tokens;
        return Math.Max(now, _lease[replica] * Length);
    }
}
