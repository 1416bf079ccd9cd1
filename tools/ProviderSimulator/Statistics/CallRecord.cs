namespace GovStack.ProviderSimulator.Statistics;

/// <summary>One call as the provider saw it. Times are simulated seconds since the start.</summary>
public sealed record CallRecord
{
    /// <summary>The call's number, in order of arrival, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>When it arrived.</summary>
    public required double At { get; init; }

    /// <summary>When its last byte was sent, or its client had gone.</summary>
    public double EndedAt { get; init; }

    /// <summary>When its first token was sent, or null.</summary>
    public double? FirstTokenAt { get; init; }

    /// <summary>The model it named.</summary>
    public required string Model { get; init; }

    /// <summary>The status it got; 499 when the client left before the end, 0 when the connection was broken off.</summary>
    public int Status { get; init; }

    /// <summary>The limit that refused it, or null.</summary>
    public string? RefusedBy { get; init; }

    /// <summary>The short name of the fault it met, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>Prompt tokens.</summary>
    public int InputTokens { get; init; }

    /// <summary>The most answer tokens it asked for, or the default.</summary>
    public int MaxOutputTokens { get; init; }

    /// <summary>Answer tokens sent.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Tokens charged in the end.</summary>
    public double Charged { get; init; }

    /// <summary>Whether the answer was sent to its end mark.</summary>
    public bool Complete { get; init; }

    /// <summary>Whether it was streamed.</summary>
    public bool Streamed { get; init; }

    /// <summary>The nonce of its last question, or null.</summary>
    public string? Nonce { get; init; }

    /// <summary>The client's <c>x-govstack-reservation</c>, or null.</summary>
    public string? Reservation { get; init; }
}
