using Microsoft.Extensions.Logging;

namespace GovStack.Knowledge.Content;

public sealed partial class ContentDirectory
{
    [LoggerMessage(EventId = 1501, Level = LogLevel.Information,
        Message = "Content pack {Tenant} version {Version} is live: {Languages} languages, {Botlets} botlets.")]
    private partial void LogLoaded(string tenant, string version, int languages, int botlets);

    // The file, line and reason are the agency's own staff's words, never a citizen's.
    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "Content pack fault: {File}:{Line}: {Reason}.")]
    private partial void LogFault(string file, int line, string reason);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Error, Message = "A changed content pack was refused for {Faults} faults; the one that runs stays.")]
    private partial void LogRefused(int faults);

    [LoggerMessage(EventId = 1504, Level = LogLevel.Error, Message = "Taking up changed content failed; it is tried again at the next change.")]
    private partial void LogRefreshFailed(Exception exception);
}
