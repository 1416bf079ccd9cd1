using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Dispatch;

/// <summary>Recognises the language of a question by its small words and its letters; where a pack is known, by its example questions too.</summary>
public sealed class LanguageRecognizer
{
    private const double StopWordWeight = 1;
    private const double LetterWeight = 1.5;
    private const double ExampleWeight = 0.8;

    // One small word is a hint, and so is a lead of one among many foreign names.
    private const double FewestPoints = 0.8;
    private const double ClearLead = 1.25;
    private readonly IReadOnlyList<string> _languages;
    private readonly Dictionary<string, Dictionary<string, double>> _exampleWords;

    private LanguageRecognizer(IReadOnlyList<string> languages, Dictionary<string, Dictionary<string, double>> exampleWords)
    {
        _languages = languages;
        _exampleWords = exampleWords;
    }

    /// <summary>Learns the words of an agency's example questions.</summary>
    public static LanguageRecognizer Learn(Agency agency)
    {
        ArgumentNullException.ThrowIfNull(agency);
        var counts = new Dictionary<string, Dictionary<string, double>>(StringComparer.OrdinalIgnoreCase);
        var examples = agency.Questions.Select(question => (question.Language, question.Text))
            .Concat(agency.ApprovedAnswers.SelectMany(answer => answer.Questions.Select(question => (answer.Language, question))));
        foreach (var (language, text) in examples)
        {
            if (!counts.TryGetValue(language, out var words))
                counts.Add(language, words = []);
            var folded = FoldedText.Of(text);
            for (var i = 0; i < folded.Count; i++)
                words[folded[i].ToString()] = words.GetValueOrDefault(folded[i].ToString()) + 1;
        }

        return new LanguageRecognizer(agency.Languages, counts);
    }

    /// <summary>Recognises a text.</summary>
    /// <returns>One of the agency's languages, or null where the text does not tell.</returns>
    public string? Recognize(string text) => Recognize(text, _languages, _exampleWords);

    /// <summary>Recognises a text without knowing a pack.</summary>
    /// <param name="text">Any text; the first few hundred words count.</param>
    /// <param name="languages">The two-letter languages to choose from.</param>
    /// <returns>One of <paramref name="languages"/>, or null where the text does not tell.</returns>
    public static string? Recognize(string text, IReadOnlyList<string> languages) => Recognize(text, languages, null);

    private static string? Recognize(string text, IReadOnlyList<string> languages, Dictionary<string, Dictionary<string, double>>? exampleWords)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(languages);
        const int MostLetters = 4_000;
        var opening = text.Length > MostLetters ? text.AsSpan(0, MostLetters) : text;
        if (Scripts.Find(opening) is { } written)
            return languages.FirstOrDefault(language => written.Contains(language, StringComparer.OrdinalIgnoreCase));

        var folded = FoldedText.Of(opening);
        var (best, most, next) = ((string?)null, 0.0, 0.0);
        foreach (var language in languages)
        {
            var points = PointsOf(language, opening, folded, exampleWords);
            if (points > most)
                (best, most, next) = (language, points, most);
            else
                next = Math.Max(next, points);
        }

        return most >= FewestPoints && most >= next * ClearLead ? best : null;
    }

    private static double PointsOf(
        string language, ReadOnlySpan<char> text, FoldedText folded, Dictionary<string, Dictionary<string, double>>? exampleWords)
    {
        var points = 0.0;
        if (LanguageHints.Of(language) is { } hints)
        {
            var smallWords = hints.SmallWords.GetAlternateLookup<ReadOnlySpan<char>>();
            for (var i = 0; i < folded.Count; i++)
                points += smallWords.Contains(folded[i]) ? StopWordWeight : 0;
            for (var rest = text; rest.IndexOfAny(hints.Letters) is >= 0 and var found; rest = rest[(found + 1)..])
                points += LetterWeight;
        }

        if (exampleWords is null || !exampleWords.TryGetValue(language, out var own))
            return points;
        var ownWords = own.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < folded.Count; i++)
        {
            if (!ownWords.TryGetValue(folded[i], out var here))
                continue;
            var everywhere = 0.0;
            foreach (var words in exampleWords.Values)
                everywhere += words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(folded[i], out var there) ? there : 0;

            // "passport" occurs only in the English questions, "irs" in both.
            if (here > 0)
                points += ExampleWeight * Math.Max(0, 2 * here / everywhere - 1) + 0.1 * here / everywhere;
        }

        return points;
    }
}
