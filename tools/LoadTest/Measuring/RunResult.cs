using GovStack.LoadTest.Planning;
using GovStack.LoadTest.Running;
using GovStack.ProviderSimulator.Ideal;
using GovStack.ProviderSimulator.Statistics;

namespace GovStack.LoadTest.Measuring;

/// <summary>Everything one load left behind.</summary>
internal sealed record RunResult
{
    public required Plan Plan { get; init; }

    public required IReadOnlyList<AskRecord> Records { get; init; }

    public required RunFigures Figures { get; init; }

    /// <summary>What the provider counted, or null where it is not ours.</summary>
    public SimulatorStatistics? Statistics { get; init; }

    public IdealAnswer? Ideal { get; init; }

    /// <summary>Every call the provider logged.</summary>
    public IReadOnlyList<CallRecord> Calls { get; init; } = [];

    public IReadOnlyList<MemorySample> Memory { get; init; } = [];

    /// <summary>How far the provider's clock was when the run began, simulated seconds.</summary>
    public double StartedAt { get; init; }
}

/// <summary>The figures of a load. Times are simulated seconds.</summary>
internal sealed record RunFigures
{
    public required IReadOnlyDictionary<Outcome, int> Outcomes { get; init; }

    public required int Asked { get; init; }

    /// <summary>From asking to the provider's receiving the call, of answered questions; empty without a simulated provider.</summary>
    public required IReadOnlyList<double> Waits { get; init; }

    /// <summary>From asking to the whole answer, of answered questions.</summary>
    public required IReadOnlyList<double> Answers { get; init; }

    /// <summary>From asking to the first token, of answered questions.</summary>
    public required IReadOnlyList<double> FirstTokens { get; init; }

    /// <summary>From asking to the first sign that the question was taken.</summary>
    public required IReadOnlyList<double> Accepted { get; init; }

    /// <summary>How long it took to be told no or later, of refusals and tickets.</summary>
    public required IReadOnlyList<double> ToldNo { get; init; }

    /// <summary>Last promise and actual wait from then, of questions that were told in words that the provider was in trouble or had cut the limit.</summary>
    public required IReadOnlyList<(double Promised, double Actual)> ToldWithCause { get; init; }

    /// <summary>First promise and actual wait from then, of questions that were told one without a cause of the provider's, and sent. "Overtaken" is no excuse: it counts as broken here.</summary>
    public required IReadOnlyList<(double Promised, double Actual)> Promises { get; init; }

    /// <summary>Promises that rose without a stated cause.</summary>
    public required int UnexplainedRises { get; init; }

    /// <summary>Answers that did not name the question before although asked.</summary>
    public required int Forgotten { get; init; }

    /// <summary>Tickets whose right answer was there in the promised time, and those that were late, something else or never kept.</summary>
    public required (int Kept, int Late, int Lost) Tickets { get; init; }

    /// <summary>When the last right answer had come.</summary>
    public required double ClearedAfter { get; init; }

    /// <summary>Errors by code, and tickets that ended without the model's answer.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    public double MeanInputTokens { get; init; }

    public double MeanCachedInputTokens { get; init; }

    public double MeanOutputTokens { get; init; }

    public double MeanCostUsd { get; init; }

    public int Count(Outcome outcome) => Outcomes.GetValueOrDefault(outcome);

    /// <summary>The share of promises that were kept, or null where none was made.</summary>
    public double? PromisesKept => Promises.Count == 0 ? null : Promises.Count(pair => pair.Actual <= pair.Promised) / (double)Promises.Count;

    /// <summary>Promise ÷ actual over waits of 5 s and more, sorted.</summary>
    public IReadOnlyList<double> PromiseRatios => [.. Promises.Where(pair => pair.Actual >= 5).Select(pair => pair.Promised / pair.Actual).Order()];
}

/// <summary>Quantiles of sorted values.</summary>
internal static class Quantiles
{
    /// <summary>The smallest value that at least that share of all do not exceed, or null of none.</summary>
    public static double? At(this IReadOnlyList<double> sorted, double share)
        => sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
