using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Planning;

namespace GovStack.LoadTest.Running;

/// <summary>One question that was asked, and what became of it. Times are simulated, from the start of the run.</summary>
internal sealed record AskRecord(int Person, int Index, Question Question, TimeSpan AskedAt, Reply Reply, Outcome Outcome)
{
    public TimeSpan EndedAt => AskedAt + Reply.EndedAfter;
}
