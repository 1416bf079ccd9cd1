namespace GovStack.Knowledge.Index;

/// <summary>The terms of one passage, field by field.</summary>
internal sealed record PassageFields(
    IReadOnlyList<Term> Title,
    IReadOnlyList<Term> Heading,
    IReadOnlyList<Term> Keywords,
    IReadOnlyList<Term> Body)
{
    public static PassageFields Read(IndexedPassage passage, TextAnalyzer analyzer) => new(
        analyzer.Analyze(passage.Passage.Title),
        analyzer.Analyze(passage.Passage.Heading),
        analyzer.Analyze(string.Join(" . ", passage.Keywords)),
        analyzer.Analyze(passage.Passage.Text));
}

/// <summary>How much a word counts by where it stands.</summary>
internal static class FieldWeights
{
    public const double Title = 2.0;
    public const double Heading = 2.0;
    public const double Keywords = 1.5;
    public const double Body = 1.0;
}
