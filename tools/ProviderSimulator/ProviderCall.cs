using GovStack.ProviderSimulator.Answers;
using GovStack.ProviderSimulator.Faults;
using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator;

/// <summary>A request, whichever dialect it came in.</summary>
/// <param name="Model">The model it names.</param>
/// <param name="Messages">Its messages in order, the system's first.</param>
/// <param name="MaxTokens">The most answer tokens it wants, or null.</param>
/// <param name="Stream">Whether the answer is to be streamed.</param>
/// <param name="IncludeUsage">Whether the stream is to close with the usage.</param>
internal sealed record PromptRequest(string Model, IReadOnlyList<PromptMessage> Messages, int? MaxTokens, bool Stream, bool IncludeUsage);

/// <summary>A call under way: what was decided on its arrival, and how far it has come.</summary>
internal sealed class ProviderCall
{
    public required long Number { get; init; }

    public required TimeSpan At { get; init; }

    public required PromptRequest Request { get; init; }

    public required string? Reservation { get; init; }

    public required string? Nonce { get; init; }

    public required ProviderLimits Pool { get; init; }

    public required CallSize Size { get; init; }

    /// <summary>What it holds; not granted where it was refused; null where it failed before it was counted.</summary>
    public required Admission? Admission { get; init; }

    public required FaultKind Fault { get; init; }

    /// <summary>The answer's tokens, cut at the maximum.</summary>
    public required IReadOnlyList<string> Pieces { get; init; }

    public required bool IsCut { get; init; }

    public required TimeSpan FirstTokenDelay { get; init; }

    public required double TokensPerSecond { get; init; }

    /// <summary>The limits just after the decision.</summary>
    public required IReadOnlyList<LimitState> Limits { get; init; }

    public int OutputTokens { get; set; }

    public TimeSpan? FirstTokenAt { get; set; }

    public bool Ended { get; set; }

    public bool IsRefused => Admission is { Granted: false };

    public string Text => string.Concat(Pieces);
}
