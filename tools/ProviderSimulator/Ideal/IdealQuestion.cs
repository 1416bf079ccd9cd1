namespace GovStack.ProviderSimulator.Ideal;

/// <summary>Requests to ask the ideal first-come queue about, the body of <c>POST /sim/ideal</c>. Times are simulated seconds.</summary>
public sealed record IdealQuestion
{
    /// <summary>The requests, in any order; they are served in the order of their arrival, ties as listed.</summary>
    public IReadOnlyList<IdealRequest> Requests { get; init; } = [];

    /// <summary>How long after its arrival an answer is still worth giving. The default is 150.</summary>
    public double DeadlineSeconds { get; init; } = 150;

    /// <summary>How far into its windows the provider is at offset 0. The default is 0: as at its start.</summary>
    public double StartsAt { get; init; }

    /// <summary>The time from sending to the last token; null takes the median first token and the answer's speed.</summary>
    public double? ServiceSeconds { get; init; }
}

/// <summary>One request.</summary>
/// <param name="At">When it arrives, seconds from the start of the list.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="MaxOutputTokens">The most it may answer.</param>
/// <param name="OutputTokens">What it really answers.</param>
public sealed record IdealRequest(double At, int InputTokens, int MaxOutputTokens, int OutputTokens);

/// <summary>What a queue does that knows the provider's state exactly, serves first come first served and loses no time.</summary>
/// <param name="Answered">Answers that are complete before their deadline, those that would miss it left out so that they take no quota.</param>
/// <param name="AnsweredWithoutForesight">The same for a queue that does not know how long an answer will be: it sends whatever half of all answers would still be in time for, and some come late.</param>
/// <param name="ClearingSeconds">When the last of all requests is answered if none has a deadline, from offset 0.</param>
/// <param name="WaitP50">Median wait until sending of those answered before the deadline.</param>
/// <param name="WaitP95">Their 95th percentile.</param>
/// <param name="WaitP50WithoutDeadline">Median wait of all when none has a deadline.</param>
/// <param name="WaitP95WithoutDeadline">Their 95th percentile.</param>
/// <param name="AnswerP50">Median time from arrival to the last token of those answered before the deadline.</param>
/// <param name="AnswerP95">Their 95th percentile.</param>
/// <param name="Never">Requests larger than a limit, which no waiting helps.</param>
/// <param name="Waits">Each request's wait when none has a deadline, in the order listed; null where it never fits.</param>
/// <param name="WaitsWithDeadline">Each request's wait when all have the deadline; null where it cannot be met.</param>
public sealed record IdealAnswer(
    int Answered,
    int AnsweredWithoutForesight,
    double ClearingSeconds,
    double? WaitP50,
    double? WaitP95,
    double? WaitP50WithoutDeadline,
    double? WaitP95WithoutDeadline,
    double? AnswerP50,
    double? AnswerP95,
    int Never,
    IReadOnlyList<double?> Waits,
    IReadOnlyList<double?> WaitsWithDeadline);
