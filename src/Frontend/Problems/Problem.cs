using GovStack.Conversations;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Problems;

/// <summary>An error as it is told: RFC 9457 over HTTP, OpenAI's shape under /v1, a code on the hub.</summary>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Detail">What exactly, for people; null where the title says all. Never holds a person's words.</param>
/// <param name="RetryAfter">A true time to try again, where one is known.</param>
/// <param name="Field">The field of the request that is at fault, or null.</param>
internal sealed record Problem(string Code, string? Detail = null, TimeSpan? RetryAfter = null, string? Field = null)
{
    public int Status => ProblemCodes.StatusOf(Code);

    /// <summary>Says why a question was not accepted.</summary>
    public static Problem Of(TurnRefusal refusal) => new(refusal.Code, refusal.Message, refusal.RetryAfter);

    /// <summary>Says that a field holds what it may not.</summary>
    public static Problem InvalidField(string field, string detail) => new(ProblemCodes.InvalidField, detail, Field: field);

    /// <summary>Makes the result of an endpoint.</summary>
    public IResult ToResult() => new ProblemResult(this);

    private sealed class ProblemResult(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, problem);
    }
}

/// <summary>The body of an error.</summary>
/// <param name="Type">A name that never changes for a code.</param>
/// <param name="Title">What is wrong, in the caller's language.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Detail">What exactly.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="RetryAfterSeconds">When to try again.</param>
/// <param name="TraceId">What to tell the operators.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Code,
    string? Detail,
    string? Field,
    double? RetryAfterSeconds,
    string? TraceId);
