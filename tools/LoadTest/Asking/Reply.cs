namespace GovStack.LoadTest.Asking;

/// <summary>What came back for one question, as the person saw it.</summary>
internal sealed record Reply
{
    /// <summary>The HTTP status, or 0 where there was no answer at all.</summary>
    public int Status { get; init; }

    /// <summary>"model" for a model's answer, "quick", "ticket", "refusal", …; "error" where it failed, "none" where the person gave up waiting.</summary>
    public string Kind { get; init; } = "none";

    /// <summary>The answer's whole text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The error's code, where there was one. Never a citizen's words.</summary>
    public string? Error { get; init; }

    /// <summary>What a refusal or an error said about coming back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When the first sign came that the question was taken, from the asking.</summary>
    public TimeSpan? AcceptedAfter { get; init; }

    /// <summary>When the place in the queue was first told.</summary>
    public TimeSpan? QueuedAfter { get; init; }

    /// <summary>The first promise of a wait.</summary>
    public TimeSpan? Promised { get; init; }

    /// <summary>Why the wait was uncertain or rose, where the provider was the cause: "provider-down", "limit-cut".</summary>
    public string? Cause { get; init; }

    /// <summary>The last promise of a wait that had such a cause, and when it was told.</summary>
    public (TimeSpan Promised, TimeSpan After)? ToldWithCause { get; init; }

    /// <summary>The first expectation of a wait.</summary>
    public TimeSpan? Expected { get; init; }

    /// <summary>Promises that rose without a stated cause.</summary>
    public int UnexplainedRises { get; init; }

    /// <summary>When the fixed text of a crisis was there, from the sending of the question.</summary>
    public TimeSpan? CrisisAfter { get; init; }

    /// <summary>When the first token came.</summary>
    public TimeSpan? FirstTokenAfter { get; init; }

    /// <summary>When the last event came.</summary>
    public TimeSpan EndedAfter { get; init; }

    /// <summary>Prompt tokens the server says it used.</summary>
    public int InputTokens { get; init; }

    /// <summary>Of these, cached.</summary>
    public int CachedInputTokens { get; init; }

    /// <summary>Answer tokens the server says it used.</summary>
    public int OutputTokens { get; init; }

    /// <summary>What the server says it cost.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>The turn's number, where the server has one.</summary>
    public int Turn { get; init; }

    /// <summary>For a ticket: within what time the answer will be there.</summary>
    public TimeSpan? AnswerBy { get; init; }
}

/// <summary>What a ticket's link showed later.</summary>
/// <param name="Kind">The kind of the answer.</param>
/// <param name="Text">Its text.</param>
/// <param name="After">How long after the ticket it was there, by the server's clock.</param>
internal sealed record LaterAnswer(string Kind, string Text, TimeSpan After);
