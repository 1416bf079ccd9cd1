using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Providers;

internal sealed partial class ProviderHealthChecks
{
    [LoggerMessage(EventId = 1203, Level = LogLevel.Information,
        Message = "The chains of {Tenant} name providers that are not configured: {Providers}. Answers come from {Rest}.")]
    private partial void LogLeftOut(string tenant, string providers, string rest);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "A probe of {Deployment} failed: {Kind}, {Reason}.")]
    private partial void LogProbeFailed(string deployment, FaultKind kind, string reason);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Error, Message = "The providers could not be probed.")]
    private partial void LogProbesFailed(Exception fault);
}
