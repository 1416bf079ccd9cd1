using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Planning;

namespace GovStack.LoadTest.Running;

/// <summary>One question that was asked, and what became of it. Times are simulated, from the start of the run.</summary>
internal sealed record AskRecord(int Person, int Index, Question Question, TimeSpan AskedAt, Reply Reply, Outcome Outcome)
{
    /// <summary>The conversation it was asked in, for coming back to.</summary>
    public Chat? Chat { get; init; }

    /// <summary>What came of a ticket, or null where there was none or nothing came.</summary>
    public LaterAnswer? Later { get; init; }

    public string MessageId => $"{Question.Nonce}-{Person}-{Index}";

    public TimeSpan EndedAt => AskedAt + Reply.EndedAfter;
}
