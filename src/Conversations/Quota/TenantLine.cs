namespace GovStack.Conversations.Quota;

/// <summary>One tenant's tickets in one class, first come first served by the time the person asked.</summary>
internal sealed class TenantLine(string tenant)
{
    /// <summary>The charge of all that wait.</summary>
    public Amounts Waiting;

    private Ticket?[] _tickets = new Ticket?[8];
    private int _head;
    private int _end;

    public string Tenant { get; } = tenant;

    /// <summary>Gets or sets the virtual time up to which the tenant has been served, in seconds of the pool's drain.</summary>
    public double Served { get; set; }

    /// <summary>Gets or sets the virtual time of the classes at which the last of those who wait will have been served, were there no other tenant; 0 when nothing waits.</summary>
    public double Until { get; set; }

    /// <summary>Gets or sets the place in the class's heap, -1 when nothing waits.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>Gets or sets the calls granted and not settled, whose true cost is still to come.</summary>
    public int Open { get; set; }

    public int Count { get; private set; }

    /// <summary>Gets the seconds of drain that wait.</summary>
    public double Seconds { get; private set; }

    public Ticket? Head => Count == 0 ? null : _tickets[_head];

    /// <summary>Puts a ticket at its place: nearly always the end.</summary>
    public void Insert(Ticket ticket)
    {
        if (_end == _tickets.Length)
            Compact();
        var at = _end;
        while (at > _head && (_tickets[at - 1] is not { } before || Precedes(ticket, before)))
        {
            _tickets[at] = _tickets[at - 1];
            at--;
        }

        _tickets[at] = ticket;
        _end++;
        Count++;
        Seconds += ticket.Seconds;
        Waiting.Add(ticket.Amounts, 1);
        ticket.Line = this;
    }

    /// <summary>Takes a ticket out, wherever it stands.</summary>
    public void Remove(Ticket ticket)
    {
        var at = Find(ticket);
        _tickets[at] = null;   // A gap; it closes when it reaches the head or when the line is compacted.
        Count--;
        ticket.Line = null;
        if (Count == 0)
        {
            _head = _end = 0;
            Seconds = 0;
            Waiting = default;
            return;
        }

        Seconds -= ticket.Seconds;
        Waiting.Add(ticket.Amounts, -1);
        while (_tickets[_head] is null)
            _head++;
    }

    /// <summary>The tickets in order, for estimates; gaps are null.</summary>
    public ReadOnlySpan<Ticket?> InOrder => _tickets.AsSpan(_head, _end - _head);

    /// <summary>What would stand before a ticket that came in now: everything but those who asked later. A repeat, or a question that goes on, keeps its first arrival.</summary>
    public (Amounts Waiting, double Seconds, int Count) Before(TimeSpan arrived)
    {
        var waiting = Waiting;
        var (seconds, count) = (Seconds, Count);
        for (var at = _end - 1; at >= _head && (_tickets[at] is not { } other || other.Arrived > arrived); at--)
        {
            if (_tickets[at] is not { } later)
                continue;
            waiting.Add(later.Amounts, -1);
            seconds -= later.Seconds;
            count--;
        }

        return count == 0 ? (default, 0, 0) : (waiting, seconds, count);
    }

    /// <summary>The first who asked later, or null.</summary>
    public Ticket? FirstAfter(TimeSpan arrived)
    {
        Ticket? first = null;
        for (var at = _end - 1; at >= _head && (_tickets[at] is not { } other || other.Arrived > arrived); at--)
            first = _tickets[at] ?? first;
        return first;
    }

    private static bool Precedes(Ticket a, Ticket b) => a.Arrived < b.Arrived || (a.Arrived == b.Arrived && a.Number < b.Number);

    private int Find(Ticket ticket)
    {
        // Gaps keep no order, so the search steps over them; the head is the common case.
        if (_tickets[_head] == ticket)
            return _head;
        return Array.IndexOf(_tickets, ticket, _head, _end - _head);
    }

    private void Compact()
    {
        var target = Count * 2 > _tickets.Length - 4 ? new Ticket?[_tickets.Length * 2] : _tickets;
        var next = 0;
        for (var i = _head; i < _end; i++)
        {
            if (_tickets[i] is { } ticket)
                target[next++] = ticket;
        }

        Array.Clear(target, next, target.Length - next);
        _tickets = target;
        _head = 0;
        _end = next;
    }
}
