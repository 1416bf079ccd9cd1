using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Quota;

internal sealed partial class QuotaLedger
{
    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning,
        Message = "Pool {Pool} met its provider's limit although the books had room; safety is now {Safety}, the provider asks for a pause of {RetryAfter}.")]
    private partial void LogLimitMet(string pool, double safety, TimeSpan? retryAfter);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "Pool {Pool} learnt a new limit of {Axis}: {Limit} instead of {Before}.")]
    private partial void LogLimitLearnt(string pool, QuotaAxis axis, double before, long limit);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Information,
        Message = "Pool {Pool} is used by somebody else too: the provider counts {Amount} of {Axis} more than was granted here.")]
    private partial void LogForeignUse(string pool, QuotaAxis axis, long amount);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Error,
        Message = "Pool {Pool} is off for {Off}: the provider refuses and names no time, as it does when a spending cap is reached.")]
    private partial void LogPoolOff(string pool, TimeSpan off);
}
