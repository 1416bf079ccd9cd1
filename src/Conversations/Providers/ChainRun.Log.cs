using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Providers;

internal sealed partial class ChainRun
{
    [LoggerMessage(EventId = 1210, Level = LogLevel.Warning, Message = "{Deployment} failed: {Kind}, {Reason}, retry after {RetryAfter}.")]
    private static partial void LogFault(ILogger logger, Deployment deployment, FaultKind kind, string reason, TimeSpan? retryAfter);

    [LoggerMessage(EventId = 1211, Level = LogLevel.Debug, Message = "The gate refused a call to {Deployment}: {Reason}, retry after {RetryAfter}.")]
    private static partial void LogRefused(ILogger logger, Deployment deployment, string reason, TimeSpan? retryAfter);
}
