namespace GovStack.Conversations.Quota;

/// <summary>One class of the queue: its tenants, the least served first. A heap, so that the next is found at once.</summary>
internal sealed class ClassLine(QuotaClass kind, double weight)
{
    /// <summary>The charge of all that wait.</summary>
    public Amounts Waiting;

    private readonly Dictionary<string, TenantLine> _tenants = new(StringComparer.Ordinal);
    private TenantLine[] _heap = new TenantLine[4];
    private double _present;

    public QuotaClass Kind { get; } = kind;

    public double Weight { get; } = weight;

    /// <summary>Gets or sets the virtual start of the class among the classes.</summary>
    public double Start { get; set; }

    public int Count { get; private set; }

    /// <summary>Gets the seconds of drain that wait.</summary>
    public double Seconds { get; private set; }

    /// <summary>Gets the tenants that have somebody waiting, in no order.</summary>
    public ReadOnlySpan<TenantLine> Busy => _heap.AsSpan(0, BusyCount);

    public int BusyCount { get; private set; }

    public Ticket? Head => BusyCount == 0 ? null : _heap[0].Head;

    /// <summary>The line a ticket of this tenant would stand in, and how far the tenant has been served.</summary>
    public (TenantLine? Line, double Served) Look(string tenant)
        => _tenants.TryGetValue(tenant, out var line) ? (line, line.Count > 0 ? line.Served : Math.Max(line.Served, _present)) : (null, _present);

    public void Insert(Ticket ticket)
    {
        if (!_tenants.TryGetValue(ticket.Request.Tenant, out var line))
            _tenants.Add(ticket.Request.Tenant, line = new TenantLine(ticket.Request.Tenant));
        line.Insert(ticket);
        line.Until = Math.Max(Math.Max(line.Until, Start), ticket.NotBefore) + (ticket.Seconds / Weight);
        Count++;
        Seconds += ticket.Seconds;
        Waiting.Add(ticket.Amounts, 1);
        if (line.HeapIndex >= 0)
        {
            Restore(line);   // An earlier arrival at its head may decide a tie.
            return;
        }

        line.Served = Math.Max(line.Served, _present);   // Who comes back starts at the present: nobody saves up.
        if (BusyCount == _heap.Length)
            Array.Resize(ref _heap, _heap.Length * 2);
        line.HeapIndex = BusyCount;
        _heap[BusyCount++] = line;
        Up(line.HeapIndex);
    }

    public void Remove(Ticket ticket)
    {
        var line = ticket.Line!;
        line.Remove(ticket);
        Count--;
        Seconds = Count == 0 ? 0 : Seconds - ticket.Seconds;
        if (Count == 0)
            Waiting = default;
        else
            Waiting.Add(ticket.Amounts, -1);
        if (line.Count > 0)
            Restore(line);
        else
            Leave(line);
    }

    /// <summary>Takes the head out because it is served.</summary>
    public void Serve(Ticket ticket)
    {
        var line = ticket.Line!;
        _present = Math.Max(_present, line.Served);
        line.Served += ticket.Seconds;
        line.Open++;
        Remove(ticket);
    }

    /// <summary>Puts a tenant's account right once a call's true cost is known.</summary>
    public void TrueUp(string tenant, double seconds)
    {
        if (!_tenants.TryGetValue(tenant, out var line))
            return;
        line.Open = Math.Max(0, line.Open - 1);
        line.Served += seconds;
        if (line.HeapIndex >= 0)
            Restore(line);
        else
            ForgetIfDone(line);
    }

    private static bool Before(TenantLine a, TenantLine b)
    {
        if (a.Served != b.Served)
            return a.Served < b.Served;
        var first = a.Head!;
        var second = b.Head!;
        return first.Arrived < second.Arrived || (first.Arrived == second.Arrived && first.Number < second.Number);
    }

    private void Leave(TenantLine line)
    {
        line.Until = 0;
        var at = line.HeapIndex;
        line.HeapIndex = -1;
        var last = _heap[--BusyCount];
        _heap[BusyCount] = null!;
        if (last != line)
        {
            _heap[at] = last;
            last.HeapIndex = at;
            Restore(last);
        }

        ForgetIfDone(line);
    }

    /// <summary>A tenant nobody owes anything and who is not ahead of the present needs no memory.</summary>
    private void ForgetIfDone(TenantLine line)
    {
        if (line.Count == 0 && line.Open == 0 && (line.Served <= _present || BusyCount == 0))
            _tenants.Remove(line.Tenant);
    }

    private void Restore(TenantLine line)
    {
        Up(line.HeapIndex);
        Down(line.HeapIndex);
    }

    private void Up(int at)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!Before(_heap[at], _heap[parent]))
                return;
            Swap(at, parent);
            at = parent;
        }
    }

    private void Down(int at)
    {
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= BusyCount)
                return;
            if (child + 1 < BusyCount && Before(_heap[child + 1], _heap[child]))
                child++;
            if (!Before(_heap[child], _heap[at]))
                return;
            Swap(at, child);
            at = child;
        }
    }

    private void Swap(int a, int b)
    {
        (_heap[a], _heap[b]) = (_heap[b], _heap[a]);
        _heap[a].HeapIndex = a;
        _heap[b].HeapIndex = b;
    }
}
