namespace GovStack.Conversations.Quota;

/// <summary>
/// What was charged in the last stretch of time, in small steps: a sliding window that forgets a step at a time and never early.
/// All numbers are whole, so what went in comes out exactly.
/// </summary>
internal sealed class UsageRing
{
    private readonly long[] _steps;
    private readonly long _ticksPerStep;
    private long _newest;
    private int _newestAt;
    private long _nextStepAt;
    private long[]? _sums;
    private bool _sumsAreFresh;
    private long _countedFrom = long.MinValue;    // The first step that counts: what is older stands here still, in case the provider never forgot it.
    private long _uncounted;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="covers">The stretch no charge may leave early: the provider's window and everything that can delay a request.</param>
    /// <param name="step">The size of a step; the ring covers up to two steps more than it must.</param>
    public UsageRing(TimeSpan covers, TimeSpan step)
    {
        _ticksPerStep = step.Ticks;
        _steps = new long[((covers.Ticks + step.Ticks - 1) / step.Ticks) + 1];
    }

    /// <summary>Gets what counts in the stretch now; right after <see cref="Advance"/>.</summary>
    public long Sum { get; private set; }

    /// <summary>Gets what is charged in the stretch and does not count, having come before <see cref="CountFrom"/>.</summary>
    public long Uncounted => _uncounted;

    /// <summary>Gets how long a charge stays at most.</summary>
    public TimeSpan Span => new(_ticksPerStep * _steps.Length);

    /// <summary>Gets the bytes the ring takes.</summary>
    public int Bytes => (_steps.Length + (_sums?.Length ?? 0)) * sizeof(long);

    /// <summary>Forgets what is old by now.</summary>
    public void Advance(TimeSpan now)
    {
        if (now.Ticks < _nextStepAt)
            return;
        var step = now.Ticks / _ticksPerStep;
        _nextStepAt = (step + 1) * _ticksPerStep;
        if (step <= _newest)
            return;
        _sumsAreFresh = false;
        if (step - _newest >= _steps.Length)
        {
            Array.Clear(_steps);
            Sum = 0;
            _uncounted = 0;
            _newestAt = 0;
            _newest = step;
            return;
        }

        while (_newest < step)
        {
            _newest++;
            _newestAt = _newestAt + 1 == _steps.Length ? 0 : _newestAt + 1;
            if (_newest - _steps.Length < _countedFrom)
                _uncounted -= _steps[_newestAt];
            else
                Sum -= _steps[_newestAt];
            _steps[_newestAt] = 0;
        }
    }

    /// <summary>Counts only what was charged from a time on: the provider has begun a new window. The ring must have been advanced to now.</summary>
    public void CountFrom(TimeSpan from)
    {
        var first = Math.Min(from.Ticks / _ticksPerStep, _newest);
        if (first <= _countedFrom)
            return;
        for (var step = Math.Max(_countedFrom, _newest - _steps.Length + 1); step < first; step++)
        {
            if (step < 0)
                continue;
            Sum -= _steps[IndexOf(step)];
            _uncounted += _steps[IndexOf(step)];
        }

        _countedFrom = first;
        _sumsAreFresh = false;
    }

    /// <summary>Counts everything in the stretch again.</summary>
    public void CountAll()
    {
        Sum += _uncounted;
        _uncounted = 0;
        _countedFrom = long.MinValue;
        _sumsAreFresh = false;
    }

    /// <summary>Charges now. The ring must have been advanced to now.</summary>
    public void Add(long amount)
    {
        _steps[_newestAt] += amount;
        Sum += amount;
        _sumsAreFresh = false;
    }

    /// <summary>Takes back what was charged at a time, if the ring still holds it.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryTake(TimeSpan chargedAt, long amount)
    {
        var step = chargedAt.Ticks / _ticksPerStep;
        var index = IndexOf(step);
        if (index < 0 || _steps[index] < amount)
            return false;
        _steps[index] -= amount;
        if (step < _countedFrom)
            _uncounted -= amount;
        else
            Sum -= amount;
        _sumsAreFresh = false;
        return true;
    }

    /// <summary>What was charged between two times, both steps included.</summary>
    public long Between(TimeSpan from, TimeSpan until)
    {
        var sum = 0L;
        var first = Math.Max(from.Ticks / _ticksPerStep, _newest - _steps.Length + 1);
        var last = Math.Min(until.Ticks / _ticksPerStep, _newest);
        for (var step = Math.Max(first, 0); step <= last; step++)
            sum += _steps[IndexOf(step)];
        return sum;
    }

    /// <summary>When so much will have been forgotten, if nothing is added: a time, not a duration.</summary>
    /// <param name="amount">What must go; at most <see cref="Sum"/>.</param>
    public TimeSpan WhenFreed(long amount)
    {
        // A queue's forecast asks many times between two changes: sums from the oldest step on are kept until something changes.
        var sums = _sumsAreFresh ? _sums! : SumUp();
        var found = Array.BinarySearch(sums, amount);
        if (found < 0)
            found = ~found;
        while (found > 0 && sums[found - 1] >= amount)
            found--;
        var age = _steps.Length - 1 - Math.Min(found, _steps.Length - 1);
        return new TimeSpan((_newest - age + _steps.Length) * _ticksPerStep);
    }

    /// <summary>The steps that hold something, as ages, for a handover.</summary>
    public IReadOnlyList<UsageStep> Export(TimeSpan now)
    {
        Advance(now);
        var steps = new List<UsageStep>();
        for (var age = _steps.Length - 1; age >= 0; age--)
        {
            var amount = _steps[IndexOf(_newest - age)];
            if (amount > 0)
                steps.Add(new UsageStep(new TimeSpan(age * _ticksPerStep), amount));
        }

        return steps;
    }

    /// <summary>Puts back what another ledger handed over; every age is read as one step younger, so that nothing is forgotten early.</summary>
    public void Import(TimeSpan now, IReadOnlyList<UsageStep> steps)
    {
        Advance(now);
        _sumsAreFresh = false;
        foreach (var step in steps)
        {
            var age = Math.Max(0, (step.Age.Ticks / _ticksPerStep) - 1);
            if (age >= _steps.Length || step.Amount <= 0)
                continue;
            _steps[WrappedIndex(_newestAt - (int)age)] += step.Amount;
            Sum += step.Amount;   // Nothing is uncounted here: a new ledger knows no turn of the window yet.
        }
    }

    private long[] SumUp()
    {
        _sums ??= new long[_steps.Length];
        var sum = 0L;
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_newest - (_steps.Length - 1 - i) >= _countedFrom)
                sum += _steps[WrappedIndex(_newestAt - (_steps.Length - 1 - i))];
            _sums[i] = sum;
        }

        _sumsAreFresh = true;
        return _sums;
    }

    private int IndexOf(long step)
    {
        var age = _newest - step;
        return age < 0 || age >= _steps.Length ? -1 : WrappedIndex(_newestAt - (int)age);
    }

    private int WrappedIndex(int index) => index < 0 ? index + _steps.Length : index;
}

/// <summary>What one step of a ring holds.</summary>
/// <param name="Age">How long ago, a duration: clocks do not cross from one ledger to another.</param>
/// <param name="Amount">What was charged.</param>
internal sealed record UsageStep(TimeSpan Age, long Amount);
