namespace GovStack.Conversations.Providers;

/// <summary>
/// Whether a model keeps to a short answer when it is asked for one. Where too many meet the smaller maximum and have to be continued, with prompt and all, the short answer costs more than
/// the whole one. Safe for many callers at once.
/// </summary>
internal sealed class ShortAnswers
{
    private const double MostCut = 0.1;
    private const int LeastSeen = 20;   // Below this it is chance.
    private const int Remembered = 200;   // Then both counts are halved, so that what was long ago fades.
    private readonly Lock _gate = new();
    private double _seen;
    private double _cut;
    private int _open;

    /// <summary>Begins to ask for one where that is worth it: while too few have been seen, only as many as are needed to know.</summary>
    /// <returns>Whether to ask; if so, say <see cref="End"/> in the end, whatever becomes of it.</returns>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (_seen < LeastSeen ? _seen + _open >= LeastSeen : _cut > MostCut * _seen)
                return false;
            _open++;
            return true;
        }
    }

    /// <summary>One that was begun has ended, seen or not.</summary>
    public void End()
    {
        lock (_gate)
            _open--;
    }

    /// <summary>A short answer has come.</summary>
    /// <param name="wasCut">Whether it met its maximum.</param>
    public void Saw(bool wasCut)
    {
        lock (_gate)
        {
            _seen++;
            _cut += wasCut ? 1 : 0;
            if (_seen >= Remembered)
                (_seen, _cut) = (_seen / 2, _cut / 2);
        }
    }
}
