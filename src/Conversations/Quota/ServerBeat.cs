namespace GovStack.Conversations.Quota;

/// <summary>A server's sign of life to a pool, each second. It proves what the server has heard, so that nobody's clock or network has to be trusted.</summary>
/// <param name="Epoch">The epoch of the last reply that arrived; 0 for none.</param>
/// <param name="Echo">That reply's number.</param>
/// <param name="Share">The share of the pool's pace that reply allowed the server on its own.</param>
/// <param name="IsLeaving">Whether the server stops and sends nothing more.</param>
public sealed record ServerBeat(long Epoch, long Echo, double Share, bool IsLeaving = false);

/// <summary>What a pool answers a sign of life.</summary>
/// <param name="Epoch">The ledger's epoch.</param>
/// <param name="Number">To be told back with the next sign of life.</param>
/// <param name="Share">The share of the pool's pace the server may send by, should it hear nothing more; 0 for none.</param>
/// <param name="Rates">The pool's pace on each axis.</param>
public sealed record BeatReply(long Epoch, long Number, double Share, IReadOnlyList<AxisRate> Rates);

/// <summary>A pool's pace on one axis.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="PerSecond">Requests or tokens a second.</param>
/// <param name="Largest">The largest request the pool has seen: nothing larger is sent without it.</param>
public sealed record AxisRate(QuotaAxis Axis, double PerSecond, double Largest);
