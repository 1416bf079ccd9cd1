using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Planning;
using GovStack.ProviderSimulator.Answers;

namespace GovStack.LoadTest.Running;

/// <summary>What became of a question. Only <see cref="Answered"/> is success.</summary>
internal enum Outcome
{
    /// <summary>The model's right and whole answer, before the deadline.</summary>
    Answered,

    /// <summary>The right and whole answer, after the deadline.</summary>
    Late,

    /// <summary>A model's answer without its end.</summary>
    Cut,

    /// <summary>An answer to something else.</summary>
    Wrong,

    /// <summary>From the pages, without a model.</summary>
    Quick,

    /// <summary>An earlier answer.</summary>
    Reused,

    /// <summary>A crisis text.</summary>
    Crisis,

    /// <summary>"Not ours."</summary>
    OutOfScope,

    /// <summary>"We will answer by …"</summary>
    Ticket,

    /// <summary>"No, come back at …"</summary>
    Refused,

    /// <summary>A rate-limit error that reached the person.</summary>
    RateLimited,

    /// <summary>Any other error.</summary>
    Failed,

    /// <summary>The person gave up waiting.</summary>
    Abandoned,
}

/// <summary>Tells the right and complete answer from any other.</summary>
internal static class Judge
{
    public static Outcome Decide(Question question, Reply reply, TimeSpan deadline) => reply.Kind switch
    {
        "model" when !IsRight(question, reply.Text) => Outcome.Wrong,
        "model" when !reply.Text.Contains(AnswerText.EndMark, StringComparison.Ordinal) => Outcome.Cut,
        "model" => reply.EndedAfter <= deadline ? Outcome.Answered : Outcome.Late,
        "quick" => Outcome.Quick,
        "reused" => Outcome.Reused,
        "crisis" => Outcome.Crisis,
        "outOfScope" => Outcome.OutOfScope,
        "ticket" => Outcome.Ticket,
        "refusal" => Outcome.Refused,
        "none" => Outcome.Abandoned,
        _ => reply.Status == 429 ? Outcome.RateLimited : Outcome.Failed,
    };

    /// <summary>Whether the answer names the question before it, as it was asked to.</summary>
    public static bool Remembers(Question question, Reply reply)
        => question.Recalls is null || reply.Text.Contains($"recall:{question.Recalls} ", StringComparison.Ordinal);

    /// <summary>Whether it is the right answer to its end.</summary>
    public static bool IsWhole(Question question, string text) => IsRight(question, text) && text.Contains(AnswerText.EndMark, StringComparison.Ordinal);

    private static bool IsRight(Question question, string text)
        => text.Contains($"nonce:{question.Nonce} ", StringComparison.Ordinal) || text.EndsWith($"nonce:{question.Nonce}", StringComparison.Ordinal);
}
