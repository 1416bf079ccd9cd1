namespace GovStack.ProviderSimulator.Limits;

/// <summary>Somebody else with the same key, who uses a share of every limit evenly: so much each second, as far as there is room.</summary>
internal sealed class SecondUser
{
    private static readonly TimeSpan _step = TimeSpan.FromSeconds(1);
    private TimeSpan _next = _step;

    public double Share { get; set; }

    public void CatchUp(IReadOnlyList<LimitAxis> axes, TimeSpan now)
    {
        if (Share <= 0)
        {
            // Nothing is owed for the time in which there was no second user.
            if (now >= _next)
                _next = TimeSpan.FromSeconds(Math.Floor(now.TotalSeconds)) + _step;
            return;
        }

        for (; _next <= now; _next += _step)
        {
            foreach (var axis in axes)
            {
                var wanted = Share * axis.Limit * (_step / axis.Window);
                axis.Take(Math.Min(wanted, axis.Remaining(_next)), _next);
            }
        }
    }
}
