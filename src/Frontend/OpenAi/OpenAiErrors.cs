using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.OpenAi;

/// <summary>Errors as OpenAI's clients read them.</summary>
internal static class OpenAiErrors
{
    public static Task WriteAsync(HttpContext context, Problem problem, ProblemBody body)
        => context.Response.WriteAsJsonAsync(Describe(problem, body), OpenAiWire.Json.ChatErrorBody, "application/json", context.RequestAborted);

    /// <summary>Words a problem in OpenAI's shape, the members of RFC 9457 beside it.</summary>
    public static ChatErrorBody Describe(Problem problem, ProblemBody body)
    {
        var message = body.Detail is null ? body.Title : $"{body.Title} {body.Detail}";
        var error = new ChatError(message, TypeOf(body.Status)) { Code = CodeOf(problem.Code), Param = problem.Field };
        return new(error, body.Type, body.Title, body.Status, body.Code, body.Detail, body.RetryAfterSeconds);
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    // The names OpenAI's clients branch on, where it has one.
    private static string CodeOf(string code) => code switch
    {
        ProblemCodes.InvalidApiKey or ProblemCodes.ApiKeyRequired => "invalid_api_key",
        ProblemCodes.ModelNotFound => "model_not_found",
        ProblemCodes.TooManyRequests or ProblemCodes.TooManyWaiting => "rate_limit_exceeded",
        ProblemCodes.TooLong or ProblemCodes.BodyTooLarge => "context_length_exceeded",
        _ => code.Replace('-', '_'),
    };
}
