using Microsoft.Extensions.Logging;

namespace GovStack.Frontend.Identity;

/// <summary>
/// A secret file that is read again when it changes; a bad one is reported and the last good content stays. The target of a link is what is looked at, since
/// Kubernetes replaces a mounted secret by moving a link.
/// </summary>
internal sealed partial class WatchedFile<T>
{
    private readonly string _path;
    private readonly TimeSpan _lookEvery;
    private readonly Func<string, T> _parse;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private T _value;
    private DateTime _stamp;
    private DateTimeOffset _lookAt;

    public WatchedFile(string path, TimeSpan lookEvery, Func<string, T> parse, T empty, TimeProvider clock, ILogger logger)
    {
        (_path, _lookEvery, _parse, _value, _clock, _logger) = (path, lookEvery, parse, empty, clock, logger);
        _lookAt = clock.GetUtcNow();
    }

    /// <summary>Gets the content, at most as old as the interval.</summary>
    public T Value
    {
        get
        {
            if (_path.Length == 0)
                return _value;
            lock (_gate)
            {
                var now = _clock.GetUtcNow();
                if (now >= _lookAt)
                {
                    _lookAt = now + _lookEvery;
                    Look();
                }

                return _value;
            }
        }
    }

    private void Look()
    {
        try
        {
            var target = File.ResolveLinkTarget(_path, returnFinalTarget: true)?.FullName ?? _path;
            var stamp = File.GetLastWriteTimeUtc(target);
            if (stamp == _stamp)
                return;
            _value = _parse(File.ReadAllText(target));
            _stamp = stamp;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or ArgumentException)
        {
            LogUnreadable(_path, exception.GetType().Name);
        }
    }

    [LoggerMessage(EventId = 1701, Level = LogLevel.Error, Message = "{Path} cannot be read ({Fault}); what it held before stays in force.")]
    private partial void LogUnreadable(string path, string fault);
}
