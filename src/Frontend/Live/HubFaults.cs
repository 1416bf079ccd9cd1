using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace GovStack.Frontend.Live;

/// <summary>Turns faults of hub calls into codes, so that neither the caller nor a log sees a message that may quote a person.</summary>
internal sealed partial class HubFaults(ILogger<HubFaults> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception exception) when (exception is not (HubException or OperationCanceledException))
        {
            LogFault(exception.GetType().Name, invocationContext.HubMethodName, exception.StackTrace);
            throw new HubException(ProblemCodes.Internal);
        }
    }

    [LoggerMessage(EventId = 1703, Level = LogLevel.Error, Message = "{Fault} in hub method {Method}:\n{Place}")]
    private partial void LogFault(string fault, string method, string? place);
}
