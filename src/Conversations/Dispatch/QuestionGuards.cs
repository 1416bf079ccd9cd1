using System.Collections.Frozen;

namespace GovStack.Conversations.Dispatch;

/// <summary>
/// What must be the same in two questions before likeness may count: numbers, dates, negations, places, names of schemes and forms, and the
/// words that turn a question around. Likeness alone confuses "may I" with "may I not".
/// </summary>
internal sealed record QuestionGuards(
    FrozenSet<string> Numbers,
    FrozenSet<string> Dates,
    FrozenSet<string> Negations,
    FrozenSet<string> Names,
    FrozenSet<string> Contrasts)
{
    /// <summary>Reads a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="language">Its language: in German a capital letter makes no name.</param>
    public static QuestionGuards Of(string question, string? language = null)
    {
        var capitalsAreNames = !string.Equals(language, "de", StringComparison.OrdinalIgnoreCase);
        var (numbers, dates, negations, names, contrasts) = (New(), New(), New(), New(), New());
        var folded = FoldedText.Of(question);
        for (var i = 0; i < folded.Count; i++)
        {
            var word = folded[i].ToString();
            var start = folded.SourceStartOf(i);
            if (word.Any(char.IsDigit))
                (word.Any(char.IsLetter) ? names : numbers).Add(word);
            else if (GuardWords.Months.TryGetValue(word, out var month) && IsMonthHere(folded, i))
                dates.Add(month);
            else if (GuardWords.Days.TryGetValue(word, out var day))
                dates.Add(day);
            else if (GuardWords.Negations.TryGetValue(word, out var negation))
                negations.Add(negation);
            else if (GuardWords.Numbers.TryGetValue(word, out var number))
                numbers.Add(number);
            else if (GuardWords.Contrasts.TryGetValue(word, out var contrast))
                contrasts.Add(contrast);
            else if (GuardWords.Places.Contains(word) || IsAcronym(question, start, word.Length) || (capitalsAreNames && IsName(question, folded, i)))
                names.Add(word);
        }

        return new(Frozen(numbers), Frozen(dates), Frozen(negations), Frozen(names), Frozen(contrasts));

        static HashSet<string> New() => new(StringComparer.Ordinal);
        static FrozenSet<string> Frozen(HashSet<string> set) => set.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Tells whether nothing here forbids giving both questions one answer.</summary>
    public bool Allow(QuestionGuards other)
        => Numbers.SetEquals(other.Numbers)
            && Dates.SetEquals(other.Dates)
            && Negations.SetEquals(other.Negations)
            && Names.SetEquals(other.Names)
            && Contrasts.SetEquals(other.Contrasts);

    // "may" is a month only beside a number or after "in", "by", "until".
    private static bool IsMonthHere(FoldedText folded, int i)
    {
        if (!folded[i].SequenceEqual("may") && !folded[i].SequenceEqual("march"))
            return true;
        return (i > 0 && GuardWords.BeforeMonths.Contains(folded[i - 1].ToString())) || (i + 1 < folded.Count && char.IsDigit(folded[i + 1][0]));
    }

    private static bool IsAcronym(string question, int start, int length)
    {
        if (length < 2 || start + length > question.Length)
            return false;
        for (var i = start; i < start + length; i++)
        {
            if (!char.IsUpper(question[i]))
                return false;
        }

        // In a text all in capitals they say nothing.
        return question.Any(char.IsLower);
    }

    // Capitalised inside a sentence: a name, in languages that write only names so.
    private static bool IsName(string question, FoldedText folded, int i)
    {
        var start = folded.SourceStartOf(i);
        if (i == 0 || !char.IsUpper(question[start]) || !question.Any(char.IsLower) || folded[i].Length == 1)
            return false;
        var before = start - 1;
        while (before > 0 && char.IsWhiteSpace(question[before]))
            before--;
        return question[before] is not ('.' or '?' or '!' or '¿' or '¡' or ':' or '\n' or '"');
    }
}
