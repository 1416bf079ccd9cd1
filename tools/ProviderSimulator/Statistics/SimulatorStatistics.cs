namespace GovStack.ProviderSimulator.Statistics;

/// <summary>What the provider counted since the start or the last reset. Times are simulated seconds.</summary>
public sealed record SimulatorStatistics
{
    /// <summary>Simulated seconds since the start.</summary>
    public required double Now { get; init; }

    /// <summary>Simulated seconds in a second.</summary>
    public required double TimeScale { get; init; }

    /// <summary>Calls that arrived.</summary>
    public required long Requests { get; init; }

    /// <summary>Calls that every limit let in.</summary>
    public required long Admitted { get; init; }

    /// <summary>Calls refused with 429.</summary>
    public required long RateLimited { get; init; }

    /// <summary>Calls that met a simulated fault.</summary>
    public required long Failed { get; init; }

    /// <summary>Requests that could not be read; answered 400 and counted nowhere else.</summary>
    public required long Malformed { get; init; }

    /// <summary>Answers sent whole.</summary>
    public required long Completed { get; init; }

    /// <summary>Answers cut at the maximum.</summary>
    public required long CutAtMaximum { get; init; }

    /// <summary>Calls whose client left before the end.</summary>
    public required long ClientsGone { get; init; }

    /// <summary>Tokens charged by calls that have ended.</summary>
    public required double Charged { get; init; }

    /// <summary>Tokens these calls really took, prompt and answer, as far as the charging rule counts them.</summary>
    public required double Used { get; init; }

    /// <summary>Charged less used, call by call, where positive.</summary>
    public required double Wasted { get; init; }

    /// <summary>Prompt tokens of calls that were let in.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Answer tokens sent.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Calls under way.</summary>
    public required int InFlight { get; init; }

    /// <summary>The most calls under way at once.</summary>
    public required int PeakInFlight { get; init; }

    /// <summary>Different nonces seen: questions, as told apart from attempts.</summary>
    public required int DistinctNonces { get; init; }

    /// <summary>Calls that carried a nonce.</summary>
    public required long CallsWithNonce { get; init; }

    /// <summary>Different reservations seen.</summary>
    public required int DistinctReservations { get; init; }

    /// <summary>Calls let in under a reservation that had been used by another call let in before.</summary>
    public required long RepeatedReservations { get; init; }

    /// <summary>429s by the limit that was full.</summary>
    public required IReadOnlyDictionary<string, long> RateLimitedBy { get; init; }

    /// <summary>Faults by their short name.</summary>
    public required IReadOnlyDictionary<string, long> Faults { get; init; }

    /// <summary>Every limit of every pool.</summary>
    public required IReadOnlyList<AxisStatistics> Axes { get; init; }

    /// <summary>Second by second, those in which something happened.</summary>
    public required IReadOnlyList<SecondStatistics> PerSecond { get; init; }
}

/// <summary>One limit, and how near to it the calls came.</summary>
/// <param name="Pool">The model whose limit it is, or "*" for all.</param>
/// <param name="Name">What it counts.</param>
/// <param name="Limit">The limit now.</param>
/// <param name="WindowSeconds">Its window, in simulated seconds.</param>
/// <param name="PeakShare">The fullest its evaluator ever was, as a share of the limit; never above 1 while the limit stands.</param>
/// <param name="PeakAdmitted">The most let in within any span of the window's length (a bucket lets up to twice its limit in).</param>
/// <param name="PeakOffered">The most asked for within any such span, refused calls included.</param>
/// <param name="Remaining">What is left now.</param>
public sealed record AxisStatistics(
    string Pool, string Name, double Limit, double WindowSeconds, double PeakShare, double PeakAdmitted, double PeakOffered, double Remaining)
{
    /// <summary>The most asked for within any span of the window's length, as a share of the limit.</summary>
    public double PeakOfferedShare => Limit > 0 ? PeakOffered / Limit : 0;
}

/// <summary>One simulated second.</summary>
/// <param name="Second">Which, counted from the start.</param>
/// <param name="Requests">Calls that arrived in it.</param>
/// <param name="Admitted">Of these, let in.</param>
/// <param name="RateLimited">Of these, refused with 429.</param>
/// <param name="Failed">Of these, failed on purpose.</param>
/// <param name="Charged">Tokens charged at the start of calls in it.</param>
/// <param name="InFlight">The most calls under way in it.</param>
public sealed record SecondStatistics(int Second, int Requests, int Admitted, int RateLimited, int Failed, double Charged, int InFlight);
