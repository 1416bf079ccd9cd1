using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using GovStack.Knowledge.Index.Languages;

namespace GovStack.Knowledge.Index;

/// <summary>A term of a text: the stem that is matched, and its place among the text's words.</summary>
internal readonly record struct Term(string Stem, int Position);

/// <summary>Turns text into terms, the same way for pages and for questions: folded, without stop words, stemmed by language.</summary>
internal sealed class TextAnalyzer
{
    /// <summary>Longer "words" are noise or an attack; cut, so that the index never holds them.</summary>
    private const int LongestWord = 40;

    /// <summary>Where a language has no stemmer here, words are cut after this many letters, a fair stemmer for most European languages.</summary>
    private const int TruncatedLength = 7;

    private readonly FrozenSet<string> _stopWords;
    private readonly Func<string, string> _stem;

    public TextAnalyzer(string language)
    {
        _stopWords = StopWords.For(language);
        _stem = language switch
        {
            "en" => EnglishStemmer.Stem,
            "es" => SpanishStemmer.Stem,
            _ => word => word.Length > TruncatedLength ? word[..TruncatedLength] : word,
        };
    }

    /// <summary>Finds the telling terms of a text, in order.</summary>
    public List<Term> Analyze(string text)
    {
        var terms = new List<Term>(text.Length / 8);
        var position = 0;
        foreach (var word in Words(text))
        {
            if (!_stopWords.Contains(word))
                terms.Add(new Term(char.IsAsciiDigit(word[0]) ? word : _stem(word), position));
            position++;
        }

        return terms;
    }

    /// <summary>Splits a text into folded words: letters and digits; apostrophes vanish, and so does an English 's.</summary>
    internal static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        var folded = Fold(text);
        for (var index = 0; index < folded.Length; index++)
        {
            var letter = folded[index];
            if (char.IsLetterOrDigit(letter))
            {
                if (word.Length < LongestWord)
                    word.Append(letter);
            }
            else if (word.Length > 0 && IsApostrophe(letter) && index + 1 < folded.Length && char.IsLetter(folded[index + 1]))
            {
                // "veteran's" is veteran, "can't" is cant.
                if (folded[index + 1] == 's' && (index + 2 >= folded.Length || !char.IsLetterOrDigit(folded[index + 2])))
                    index++;
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    /// <summary>Lower-cases and takes accents away, ñ included: people leave them out.</summary>
    private static string Fold(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var letter in Valid(text).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
                folded.Append(char.ToLowerInvariant(letter));
        }

        return folded.ToString();
    }

    // Half a surrogate pair would make Normalize throw.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static bool IsApostrophe(char letter) => letter is '\'' or '\u2019' or '\u02BC';
}
