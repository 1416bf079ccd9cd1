using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace GovStack.Conversations.Providers;

public sealed partial class ProviderRegistry
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "The circuit of {Deployment} is now {State}.")]
    private partial void LogCircuit(string deployment, CircuitState state);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Error,
        Message = "{Provider} (region {Region}) refused its key; it is set aside for {Time}. Check the key's rights and that it has not expired.")]
    private partial void LogKeySetAside(string provider, string? region, TimeSpan time);
}
