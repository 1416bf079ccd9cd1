namespace GovStack.Conversations.Quota;

/// <summary>One request on its way through a pool: its place in the queue, its reservation and what it was told.</summary>
internal sealed class Ticket(GrantRequest request, string caller)
{
    /// <summary>The charge on each meter.</summary>
    public Amounts Amounts;

    public GrantRequest Request { get; } = request;

    /// <summary>Gets who asked: a server of the cluster, or empty in one process.</summary>
    public string Caller { get; } = caller;

    /// <summary>Gets or sets the class it waits in; an emergency too many waits as Interactive.</summary>
    public QuotaClass Class { get; set; } = request.Class;

    /// <summary>Gets or sets when the person asked first, on the pool's clock; may be before the pool was.</summary>
    public TimeSpan Arrived { get; set; }

    /// <summary>Gets or sets when this ticket came in.</summary>
    public TimeSpan Entered { get; set; }

    /// <summary>Gets or sets when an answer is worth nothing any more.</summary>
    public TimeSpan Deadline { get; set; }

    /// <summary>Gets or sets the order of coming in, for those that arrived at one time.</summary>
    public long Number { get; set; }

    /// <summary>Gets or sets the virtual time of the classes before which it does not begin: behind those who waited when it came; 0 for any time.</summary>
    public double NotBefore { get; set; }

    /// <summary>Gets or sets the seconds of the pool's drain that the charge takes.</summary>
    public double Seconds { get; set; }

    /// <summary>Gets or sets the maximum answer that may be sent.</summary>
    public int MaxOutputTokens { get; set; }

    public TicketState State { get; set; }

    public Reservation Reservation { get; } = new();

    public TenantLine? Line { get; set; }

    /// <summary>Gets or sets the first expectation, for calibration.</summary>
    public TimeSpan FirstExpected { get; set; }

    /// <summary>Gets or sets the first promise.</summary>
    public TimeSpan FirstPromised { get; set; }

    /// <summary>Gets or sets what is shown now: the time of the pool at which the wait will have ended, as likely and as promised.</summary>
    public TimeSpan ExpectedAt { get; set; }

    /// <inheritdoc cref="ExpectedAt"/>
    public TimeSpan PromisedAt { get; set; }

    /// <summary>Gets or sets the place in the queue, 1 for the next.</summary>
    public int Place { get; set; }

    /// <summary>Gets or sets the last setback it was told of.</summary>
    public int SetbackSeen { get; set; }

    /// <summary>Gets or sets why the promise rose last.</summary>
    public string? Cause { get; set; }

    public Grant? Grant { get; set; }

    public Refusal? Refusal { get; set; }

    /// <summary>Gets or sets the place among the pool's open calls, -1 when it is not one.</summary>
    public int OpenIndex { get; set; } = -1;

    /// <summary>Gets or sets whether it is among the news the shell has not taken yet.</summary>
    public bool IsNews { get; set; }

    /// <summary>Gets or sets what the shell needs to wake the caller; the pool never looks at it.</summary>
    public object? Waiter { get; set; }
}

/// <summary>Where a ticket is.</summary>
internal enum TicketState
{
    /// <summary>In the queue.</summary>
    Waiting,

    /// <summary>Granted, and not yet closed.</summary>
    Granted,

    /// <summary>Refused after it had waited.</summary>
    Refused,

    /// <summary>Settled, cancelled or lost.</summary>
    Closed,
}
