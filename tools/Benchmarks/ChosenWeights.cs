using System.Globalization;
using GovStack.Knowledge.Index;

namespace GovStack.Benchmarks;

/// <summary>
/// Measures ranking with weights that were not chosen on the questions they are measured on: the questions are dealt into folds by the page their passage
/// stands on, the best weights of a small grid are chosen on all folds but one, by hit@1 + hit@5 + MRR, and that one is measured.
/// </summary>
internal static class ChosenWeights
{
    private const int Folds = 10;
    private const int Shuffles = 3;

    private static readonly RankingWeights[] Grid =
    [
        .. from saturation in (double[])[0.2, 0.4, 0.8]
           from pair in (double[])[0.25, 0.5, 1]
           from coverage in (double[])[0.25, 0.5, 0.75]
           from sentence in (double[])[0.25, 0.5, 1]
           select new RankingWeights { Saturation = saturation, PairShare = pair, CoverageShare = coverage, SentenceShare = sentence },
    ];

    /// <summary>Measures and prints.</summary>
    /// <param name="sources">Of each question, the page its passage stands on.</param>
    /// <param name="rank">Gives each question's rank with some weights; 0 where its passage was not found.</param>
    public static void Print(IReadOnlyList<string> sources, Func<RankingWeights, IReadOnlyList<int>> rank)
    {
        var ranks = new IReadOnlyList<int>[Grid.Length];
        Parallel.For(0, Grid.Length, index => ranks[index] = rank(Grid[index]));
        var measured = new List<int>();
        for (var shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            var pages = sources.Distinct().ToArray();
            new Random(shuffle).Shuffle(pages);
            var folds = pages.Index().ToDictionary(page => page.Item, page => page.Index % Folds);
            for (var fold = 0; fold < Folds; fold++)
            {
                var parts = Enumerable.Range(0, sources.Count).ToLookup(question => folds[sources[question]] == fold);
                var chosen = ranks.MaxBy(ranked => Figures.Of(parts[false].Select(question => ranked[question])).Sum)!;
                measured.AddRange(parts[true].Select(question => chosen[question]));
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  … weights chosen on other folds: {Figures.Of(measured)}  ({Grid.Length} weightings, {Folds} folds by page, {Shuffles} shuffles)"));
    }
}

/// <summary>What a list of ranks comes to: the right passage first, among five, and the mean reciprocal rank.</summary>
internal readonly record struct Figures(double First, double Five, double Reciprocal)
{
    public double Sum => First + Five + Reciprocal;

    public static Figures Of(IEnumerable<int> ranks)
    {
        var (count, first, five, reciprocal) = (0, 0, 0, 0.0);
        foreach (var rank in ranks)
        {
            count++;
            first += rank == 1 ? 1 : 0;
            five += rank is >= 1 and <= 5 ? 1 : 0;
            reciprocal += rank > 0 ? 1.0 / rank : 0;
        }

        return new((double)first / count, (double)five / count, reciprocal / count);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hit@1 {First:.000}  hit@5 {Five:.000}  MRR {Reciprocal:.000}");
}
