using GovStack.Conversations;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Problems;

namespace GovStack.Frontend.Turns;

/// <summary>A question as an API sends it.</summary>
internal sealed record AskBody
{
    /// <summary>Gets the person's words: at most 32 KB of UTF-8.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the idempotency key, 1 to 200 characters: the same one again attaches to the first answer.</summary>
    public string? MessageId { get; init; }

    /// <summary>Gets the language of the answer, or null to recognise it.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the checkpoint to continue, 0 or more; null for the current one. An earlier one begins a branch.</summary>
    public int? After { get; init; }

    /// <summary>Gets what happens while another question runs: "queue" (the default), "replace" or "refuse".</summary>
    public string? WhenBusy { get; init; }

    /// <summary>Gets the botlet asked for, or null to let the dispatcher pick.</summary>
    public string? Botlet { get; init; }

    /// <summary>Checks the question and makes the request of it.</summary>
    public (TurnRequest? Request, Problem? Problem) Read(Visitor visitor, Caller caller)
    {
        if (Text is null)
            return (null, Problem.InvalidField("text", "A question needs a text."));
        if (MessageId is { Length: 0 or > 200 })
            return (null, Problem.InvalidField("messageId", "1 to 200 characters."));
        if (Language is { Length: 0 or > 35 })
            return (null, Problem.InvalidField("language", "A language tag such as en."));
        if (After is < 0)
            return (null, Problem.InvalidField("after", "A checkpoint's number, 0 or more."));
        if (Botlet is not null && visitor.Agency.FindBotlet(Botlet) is null)
            return (null, new(ProblemCodes.UnknownBotlet, Field: "botlet"));
        if (!TryReadPolicy(WhenBusy, out var policy))
            return (null, Problem.InvalidField("whenBusy", "queue, replace or refuse."));

        return (new TurnRequest(Text)
        {
            MessageId = MessageId,
            Language = Languages.Supported(visitor.Agency, Language),
            After = After,
            WhenBusy = policy,
            Botlet = Botlet,
            Caller = caller,
        }, null);
    }

    private static bool TryReadPolicy(string? text, out BusyPolicy policy)
    {
        (policy, var known) = text switch
        {
            null or "queue" => (BusyPolicy.Queue, true),
            "replace" => (BusyPolicy.Replace, true),
            "refuse" => (BusyPolicy.Refuse, true),
            _ => (BusyPolicy.Queue, false),
        };
        return known;
    }
}

/// <summary>What a new conversation begins with; all of it may be left out.</summary>
internal sealed record StartBody;

/// <summary>Which turn to stop; null for the running one.</summary>
internal sealed record StopBody(int? Turn);

/// <summary>Whether anything was stopped.</summary>
internal sealed record StopResult(bool Stopped);

/// <summary>The checkpoint to continue from.</summary>
internal sealed record ForkBody(int? Checkpoint);

/// <summary>The checkpoint that is current now.</summary>
internal sealed record ForkResult(int Current);

/// <summary>What the person thought of an answer.</summary>
/// <param name="Helpful">Thumbs up or down.</param>
/// <param name="Comment">At most 2,000 characters; personal data in it is masked.</param>
internal sealed record FeedbackBody(bool? Helpful, string? Comment);

/// <summary>A question to be answered without a model.</summary>
internal sealed record QuickBody(string? Text, string? Language);
