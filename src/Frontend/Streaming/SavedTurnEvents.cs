using GovStack.Conversations;

namespace GovStack.Frontend.Streaming;

/// <summary>Tells a saved turn as events, without numbers: for who asks again about a question answered long ago.</summary>
internal static class SavedTurnEvents
{
    public static IEnumerable<TurnEvent> Of(Turn turn)
    {
        yield return new AcceptedEvent(0, turn.Number, turn.MessageId);
        if (turn.Botlet is not null)
            yield return new RoutedEvent(0, turn.Number, turn.Botlet, turn.Botlet, 1, turn.Language);
        foreach (var source in turn.Sources)
            yield return new SourceEvent(0, turn.Number, source.Index, source.Title, source.Heading, source.Url, source.Updated, source.Language);
        foreach (var notice in turn.Notices)
            yield return new NoticeEvent(0, turn.Number, notice.Code, notice.Text);
        if (turn.Usage is { } usage)
        {
            yield return new UsageEvent(
                0,
                turn.Number,
                usage.Provider,
                usage.Region,
                usage.Model,
                usage.Tier,
                usage.InputTokens,
                usage.CachedInputTokens,
                usage.OutputTokens,
                usage.CostUsd,
                usage.Wait.TotalSeconds,
                usage.Reason);
        }

        yield return new DoneEvent(0, turn.Number, turn.Kind, turn.Answer, turn.Suggestions);
    }
}
