namespace GovStack.LoadTest.Planning;

/// <summary>The sample agency's example questions: what its people are expected to ask.</summary>
internal static class PackQuestions
{
    /// <summary>Reads the English ones; what is out of scope is no turn of a model and is left out.</summary>
    public static IReadOnlyList<string> Read(string root)
    {
        List<string> questions = [];
        var isOurs = false;
        foreach (var line in File.ReadLines(Path.Combine(root, "content", "sample-agency", "questions", "en.yaml")))
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] != '#')
                isOurs = !line.StartsWith("out_of_scope", StringComparison.Ordinal);
            else if (isOurs && line.StartsWith("  - ", StringComparison.Ordinal))
                questions.Add(line[4..].Trim().Trim('"'));
        }

        return questions;
    }

    public static IReadOnlyList<string> Shuffle(IReadOnlyList<string> questions, int seed)
    {
        var shuffled = questions.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Draws with repetitions: in a shuffled order of popularity, the n-th 1/n as often as the first.</summary>
    public static IReadOnlyList<string> Popular(IReadOnlyList<string> questions, int count, int seed)
    {
        var ranked = Shuffle(questions, seed);
        var random = new Random(seed);
        var sums = new double[ranked.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = (i == 0 ? 0 : sums[i - 1]) + (1.0 / (i + 1));
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var found = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            return ranked[Math.Min(found < 0 ? ~found : found, ranked.Count - 1)];
        })];
    }
}
