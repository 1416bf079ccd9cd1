using System.Globalization;
using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator.Wire;

/// <summary>Error bodies as each dialect words them.</summary>
internal static class ErrorBody
{
    public static object RateLimited(Dialect dialect, Admission admission, SimulatedClock clock)
    {
        var axis = admission.FullAxis!;
        var seconds = admission.RetryAfter < TimeSpan.MaxValue ? clock.ToWall(admission.RetryAfter).TotalSeconds : 1;
        var inSeconds = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###}s");
        return dialect switch
        {
            Dialect.Anthropic => Anthropic("rate_limit_error", $"This request would exceed your organization's rate limit of {axis}. Please try again later."),
            Dialect.Azure => OpenAi("429", "RateLimitReached", $"Requests have exceeded the call rate limit of {axis}. Please retry after {Math.Ceiling(seconds)} seconds."),
            Dialect.Gemini => new
            {
                error = new
                {
                    code = 429,
                    message = $"Quota exceeded for {axis}. Please retry in {inSeconds}.",
                    status = "RESOURCE_EXHAUSTED",
                    details = new object[] { new RetryInfo { RetryDelay = inSeconds } },
                },
            },
            Dialect.Bedrock => new { message = "Too many tokens, please wait before trying again." },
            _ => OpenAi("rate_limit_exceeded", axis.StartsWith("requests", StringComparison.Ordinal) ? "requests" : "tokens", $"Rate limit reached on {axis}. Please try again in {inSeconds}."),
        };
    }

    public static object Failed(Dialect dialect, int status) => (dialect, status) switch
    {
        (Dialect.Anthropic, 529) => Anthropic("overloaded_error", "Overloaded"),
        (Dialect.Anthropic, 401) => Anthropic("authentication_error", "invalid x-api-key"),
        (Dialect.Anthropic, 400) => Anthropic("invalid_request_error", "The request is not one this provider reads."),
        (Dialect.Anthropic, _) => Anthropic("api_error", "Internal server error"),
        (_, 401) => OpenAi("invalid_api_key", "invalid_request_error", "Incorrect API key provided."),
        (_, 400) => OpenAi("invalid_value", "invalid_request_error", "The request is not one this provider reads."),
        (_, 503 or 529) => OpenAi("overloaded", "server_error", "The server is currently overloaded with other requests."),
        _ => OpenAi("server_error", "server_error", "The server had an error while processing your request."),
    };

    private static object OpenAi(string code, string type, string message) => new { error = new { message, type, param = (string?)null, code } };

    private static object Anthropic(string type, string message) => new { type = "error", error = new { type, message } };

    private sealed class RetryInfo
    {
        [System.Text.Json.Serialization.JsonPropertyName("@type")]
        public string Type { get; } = "type.googleapis.com/google.rpc.RetryInfo";

        public required string RetryDelay { get; init; }
    }
}
