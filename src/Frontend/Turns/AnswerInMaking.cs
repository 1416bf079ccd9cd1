using GovStack.Conversations;

namespace GovStack.Frontend.Turns;

/// <summary>Builds a whole answer from a turn's events.</summary>
internal sealed class AnswerInMaking(int turn)
{
    private readonly List<ShownSource> _sources = [];
    private readonly List<TurnNotice> _notices = [];
    private RoutedEvent? _routed;
    private ShownUsage? _usage;

    /// <summary>Gets the answer once its last event was added, or null.</summary>
    public TurnAnswer? Answer { get; private set; }

    /// <summary>Gets why there is no answer, once that is known.</summary>
    public FailedEvent? Failure { get; private set; }

    /// <summary>Gets whether the last event was added.</summary>
    public bool IsComplete => Answer is not null || Failure is not null;

    public void Add(TurnEvent turnEvent)
    {
        switch (turnEvent)
        {
            case RestartedEvent:
                _sources.Clear();
                _notices.Clear();
                (_routed, _usage) = (null, null);
                break;
            case RoutedEvent routed:
                _routed = routed;
                break;
            case SourceEvent source:
                _sources.Add(new(source.Index, source.Title, source.Heading, source.Url, source.Updated, source.Language));
                break;
            case NoticeEvent notice:
                _notices.Add(new(notice.Code, notice.Text));
                break;
            case UsageEvent usage:
                _usage = ShownUsage.Of(usage);
                break;
            case FailedEvent when _notices.Find(notice => notice.Code == NoticeCodes.Crisis) is { } crisis:
                // What a person in danger was told is the answer, whatever failed after it.
                Answer = Build(new DoneEvent(0, turn, AnswerKind.Crisis, crisis.Text, []));
                break;
            case FailedEvent failed:
                Failure = failed;
                break;
            case DoneEvent done:
                Answer = Build(done);
                break;
        }
    }

    private TurnAnswer Build(DoneEvent done) => new()
    {
        Turn = turn,
        Kind = done.Kind,
        Answer = done.Answer,
        Botlet = _routed?.Botlet,
        Language = _routed?.Language,
        Sources = _sources,
        Notices = _notices,
        Suggestions = done.Suggestions,
        Usage = _usage,
        AnswerBySeconds = done.AnswerBy,
    };
}
