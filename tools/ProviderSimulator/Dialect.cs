namespace GovStack.ProviderSimulator;

/// <summary>Whose headers and error bodies the simulator sends.</summary>
public enum Dialect
{
    /// <summary><c>x-ratelimit-*</c> with resets like <c>6m0s</c>; <c>retry-after</c> and <c>retry-after-ms</c>.</summary>
    OpenAi,

    /// <summary><c>anthropic-ratelimit-*</c> with RFC 3339 resets; <c>retry-after</c>.</summary>
    Anthropic,

    /// <summary><c>x-ratelimit-remaining-*</c>; <c>retry-after</c> and <c>retry-after-ms</c>.</summary>
    Azure,

    /// <summary>No headers; the retry delay in the error's details.</summary>
    Gemini,

    /// <summary>No headers and no time: <c>ThrottlingException</c>.</summary>
    Bedrock,
}
