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
    [Alias("report")]
    Task ReportAsync(string server, Wire<IReadOnlyList<QuotaReport>> reports);

    /// <summary>What the pool holds, uses and promises now.</summary>
    [Alias("status")]
    Task<Wire<PoolStatus?>> StatusAsync();
}

/// <summary>The gate's answer as it crosses: exactly one is set.</summary>
public sealed record QuotaAnswer(Grant? Grant, Wait? Wait, Refusal? Refusal);

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
