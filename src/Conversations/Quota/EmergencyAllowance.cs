namespace GovStack.Conversations.Quota;

/// <summary>How much may go before everybody: a share of any minute for all, and a few grants in ten minutes for one person.</summary>
internal sealed class EmergencyAllowance(double share, int grantsPerPerson, TimeSpan period)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Queue<(TimeSpan At, double Seconds)> _granted = new();
    private readonly Dictionary<string, int> _claims = new(StringComparer.Ordinal);
    private readonly Queue<(TimeSpan At, string Person)> _claimed = new();
    private double _seconds;

    /// <summary>Whether one more may go before the line. Two always may, however large.</summary>
    public bool MayLead(TimeSpan now, double seconds)
    {
        while (_granted.TryPeek(out var oldest) && now - oldest.At >= Minute)
        {
            _seconds -= oldest.Seconds;
            _granted.Dequeue();
        }

        if (_granted.Count == 0)
            _seconds = 0;
        return _granted.Count < 2 || _seconds + seconds <= share * Minute.TotalSeconds;
    }

    public void Granted(TimeSpan now, double seconds)
    {
        _granted.Enqueue((now, seconds));
        _seconds += seconds;
    }

    /// <summary>Takes one of a person's emergency places, if one is left. The server's own calls have no person and no such limit.</summary>
    public bool TryClaim(TimeSpan now, string person)
    {
        while (_claimed.TryPeek(out var oldest) && now - oldest.At >= period)
        {
            _claimed.Dequeue();
            Release(oldest.Person);
        }

        if (person.Length == 0)
            return true;
        var held = _claims.GetValueOrDefault(person);
        if (held >= grantsPerPerson)
            return false;
        _claims[person] = held + 1;
        _claimed.Enqueue((now, person));
        return true;
    }

    private void Release(string person)
    {
        if (_claims.TryGetValue(person, out var held) && held > 1)
            _claims[person] = held - 1;
        else
            _claims.Remove(person);
    }
}
