namespace GovStack.Conversations.Quota;

/// <summary>What one grant holds in the books, from grant to settlement. Owned by its ticket; the ledger fills it in.</summary>
internal sealed class Reservation
{
    /// <summary>The charge on each meter.</summary>
    public Amounts Charged;

    /// <summary>What each meter had used right after the charge.</summary>
    public Amounts UsedAfter;

    /// <summary>The corrections each meter had seen by then.</summary>
    public Amounts CorrectedBefore;

    /// <summary>Gets or sets where in its life the reservation is.</summary>
    public ReservationState State { get; set; }

    /// <summary>Gets or sets when it was charged; renewed when it is sent late.</summary>
    public TimeSpan ChargedAt { get; set; }

    /// <summary>Gets or sets when it was granted.</summary>
    public TimeSpan GrantedAt { get; set; }

    /// <summary>Gets or sets when it was sent, as far as is known.</summary>
    public TimeSpan SentAt { get; set; }
}

/// <summary>The life of a reservation.</summary>
internal enum ReservationState
{
    /// <summary>Not charged.</summary>
    None,

    /// <summary>Charged, not known to be sent.</summary>
    Granted,

    /// <summary>Charged and sent.</summary>
    Sent,

    /// <summary>Settled, cancelled or lost: nothing changes it any more.</summary>
    Closed,
}
