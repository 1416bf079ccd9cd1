using GovStack.Conversations.Quota;
using Orleans.CodeGeneration;

namespace GovStack.Grains.Interfaces;

/// <summary>
/// The ledger and the queue of one provider pool, named by the pool. It grants only while it holds the pool's lease. Only durations cross: no server's clock
/// means anything to another.
/// </summary>
[Alias("govstack.provider-quota"), Version(1)]
public interface IProviderQuotaGrain : IGrainWithStringKey
{
    /// <summary>Asks for a grant.</summary>
    /// <param name="server">The server that asks.</param>
    /// <param name="request">The request; its times are the caller's and not looked at.</param>
    /// <param name="askedAgo">How long ago the person asked.</param>
    /// <param name="deadlineIn">How long an answer is still worth giving.</param>
    [Alias("acquire")]
    Task<Wire<QuotaAnswer>> AcquireAsync(string server, Wire<GrantRequest> request, TimeSpan askedAgo, TimeSpan deadlineIn);

    /// <summary>Waits for news of a ticket, at most so long.</summary>
    [Alias("wait")]
    Task<Wire<QuotaAnswer>> WaitAsync(string reservation, TimeSpan patience);

    /// <summary>A server lives, and tells what has become of its grants since it last did.</summary>
    /// <returns>What it may send by should it hear nothing more; null while nobody here may grant.</returns>
    [Alias("report")]
    Task<Wire<BeatReply?>> ReportAsync(string server, Wire<ServerReport> report);

    /// <summary>What the pool holds, uses and promises now.</summary>
    [Alias("status")]
    Task<Wire<PoolStatus?>> StatusAsync();
}

/// <summary>The gate's answer as it crosses: exactly one of the three is set.</summary>
public sealed record QuotaAnswer(Grant? Grant, Wait? Wait, Refusal? Refusal)
{
    /// <summary>Gets grants in advance, for requests like this one within a moment; null for none.</summary>
    public QuotaCredit? Credit { get; init; }
}

/// <summary>Grants in advance.</summary>
/// <param name="InputTokens">The largest prompt each is good for.</param>
/// <param name="Grants">The grants.</param>
public sealed record QuotaCredit(int InputTokens, IReadOnlyList<Grant> Grants);

/// <summary>A server's sign of life, and what has become of its grants.</summary>
public sealed record ServerReport(ServerBeat Beat, IReadOnlyList<QuotaReport> Reports);

/// <summary>What has become of a grant or ticket.</summary>
/// <param name="Kind">What.</param>
/// <param name="Reservation">Of which.</param>
/// <param name="Epoch">The epoch it was granted in; 0 for a ticket.</param>
/// <param name="Settlement">What a settled call used, or null.</param>
/// <param name="Headers">A response's headers, or null.</param>
public sealed record QuotaReport(
    QuotaReportKind Kind,
    string Reservation,
    long Epoch,
    Settlement? Settlement = null,
    IReadOnlyDictionary<string, string>? Headers = null);

/// <summary>Kinds of reports.</summary>
public enum QuotaReportKind
{
    /// <summary>The request has gone out.</summary>
    Sent,

    /// <summary>A response's headers are there.</summary>
    Headers,

    /// <summary>The call has ended.</summary>
    Settled,

    /// <summary>A ticket or an unsent grant is given up.</summary>
    Cancelled,
}
