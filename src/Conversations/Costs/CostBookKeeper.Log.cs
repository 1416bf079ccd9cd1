using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Costs;

internal sealed partial class CostBookKeeper
{
    [LoggerMessage(EventId = 1450, Level = LogLevel.Warning,
        Message = "The spending of {Tenant} could not be read from the store; the budget goes by what this process knows.")]
    private partial void LogSpendNotRead(string tenant, Exception fault);
}
