namespace GovStack.Conversations.Quota;

/// <summary>
/// How many may be let in whose answer will only probably be there in time. At the end of a rush they are the few who would else be sent away for nothing; while more people come than can be
/// answered everybody is let in at the edge, and would be late as often as not: so at most a small share of all who are let in.
/// </summary>
internal sealed class CloseCalls
{
    private const double Share = 0.02;
    private const double Remembered = 2_000;   // People let in; then both counts are halved, so that what was long ago fades.
    private double _letIn;
    private double _close;

    /// <summary>Somebody is let in whose answer is as good as sure to be in time.</summary>
    public void LetIn()
    {
        _letIn++;
        if (_letIn > Remembered)
            (_letIn, _close) = (_letIn / 2, _close / 2);
    }

    /// <summary>Takes a place for somebody whose answer will probably be in time.</summary>
    /// <returns>False where there have been enough of them.</returns>
    public bool TryTake()
    {
        if (_close + 1 > Share * _letIn)
            return false;
        _close++;
        return true;
    }
}
