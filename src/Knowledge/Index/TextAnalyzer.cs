using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using GovStack.Knowledge.Index.Languages;

namespace GovStack.Knowledge.Index;

/// <summary>A word of a text as it is matched.</summary>
/// <param name="Stem">Folded, brought to the page's point of view and stemmed.</param>
/// <param name="IsStopWord">Whether it says how a text is put rather than what it is about.</param>
/// <param name="Spelling">The folded word before stemming.</param>
internal readonly record struct Word(string Stem, bool IsStopWord, string Spelling);

/// <summary>Turns text into words, the same way for pages and for questions.</summary>
internal sealed class TextAnalyzer
{
    /// <summary>Longer "words" are noise or an attack; cut, so that the index never holds them.</summary>
    private const int LongestWord = 40;

    /// <summary>Where a language has no stemmer here, words are cut after this many letters, a fair stemmer for most European languages.</summary>
    private const int TruncatedLength = 6;

    private readonly FrozenSet<string> _stopWords;
    private readonly FrozenDictionary<string, string> _pointOfView;
    private readonly Func<string, string> _stem;

    // The pages' words, which most of a question's are too. A page's words are few and come again and again, and stemming one is some hundred comparisons.
    private readonly Dictionary<string, string> _stems = new(StringComparer.Ordinal);
    private bool _isClosed;

    public TextAnalyzer(string language)
    {
        _stopWords = StopWords.For(language);
        _pointOfView = PointOfView.For(language);
        _stem = language switch
        {
            "en" => EnglishStemmer.Stem,
            "es" => SpanishStemmer.Stem,
            _ => word => word.Length > TruncatedLength ? word[..TruncatedLength] : word,
        };
    }

    /// <summary>Ends the reading of pages: from here on nothing is remembered, so that many may read at once and no question's words are kept.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Reads a text as one run of words.</summary>
    public List<Word> Read(string text) => ReadFolded(Fold(text));

    /// <summary>Reads a text sentence by sentence; a line is a sentence of its own, so that an item of a list is one.</summary>
    public IEnumerable<List<Word>> ReadSentences(string text)
    {
        var folded = Fold(text);
        var start = 0;
        for (var index = 0; index < folded.Length; index++)
        {
            var ends = folded[index] == '\n'
                || (folded[index] is '.' or '!' or '?' or ';' && (index + 1 == folded.Length || char.IsWhiteSpace(folded[index + 1])));
            if (!ends && index + 1 < folded.Length)
                continue;
            var words = ReadFolded(folded[start..(index + 1)]);
            start = index + 1;
            if (words.Count > 0)
                yield return words;
        }
    }

    private List<Word> ReadFolded(string folded)
    {
        var words = new List<Word>(folded.Length / 6);
        foreach (var spelling in Split(folded))
        {
            var seen = _pointOfView.GetValueOrDefault(spelling, spelling);
            words.Add(new Word(char.IsAsciiDigit(seen[0]) ? seen : StemOf(seen), _stopWords.Contains(spelling), spelling));
        }

        return words;
    }

    private string StemOf(string word)
    {
        if (_stems.TryGetValue(word, out var stem))
            return stem;
        stem = _stem(word);
        if (!_isClosed)
            _stems.Add(word, stem);
        return stem;
    }

    /// <summary>Splits folded text into words of letters and digits. "veteran's" is veteran, "can't" cant, "2,010" 2010, "w-2" w2.</summary>
    private static IEnumerable<string> Split(string folded)
    {
        var word = new StringBuilder();
        for (var index = 0; index < folded.Length; index++)
        {
            var letter = folded[index];
            if (char.IsLetterOrDigit(letter))
            {
                if (word.Length < LongestWord)
                    word.Append(letter);
                continue;
            }

            if (word.Length == 0)
                continue;
            if (IsApostrophe(letter) && index + 1 < folded.Length && char.IsLetter(folded[index + 1]))
                index += folded[index + 1] == 's' && IsEnd(folded, index + 2) ? 1 : 0;
            else if (!IsThousandsMark(folded, index) && !IsFormDash(folded, index, word))
                yield return Take(word);
        }

        if (word.Length > 0)
            yield return Take(word);
    }

    private static string Take(StringBuilder word)
    {
        var taken = word.ToString();
        word.Clear();
        return taken;
    }

    private static bool IsEnd(string text, int index) => index >= text.Length || !char.IsLetterOrDigit(text[index]);

    private static bool IsApostrophe(char letter) => letter is '\'' or '\u2019' or '\u02BC';

    private static bool IsThousandsMark(string text, int index)
        => text[index] is ',' or '.' && char.IsAsciiDigit(text[index - 1]) && index + 3 < text.Length
            && char.IsAsciiDigit(text[index + 1]) && char.IsAsciiDigit(text[index + 2]) && char.IsAsciiDigit(text[index + 3]) && IsEnd(text, index + 4);

    private static bool IsFormDash(string text, int index, StringBuilder word)
        => text[index] == '-' && word.Length == 1 && char.IsLetter(word[0]) && index + 1 < text.Length && char.IsAsciiDigit(text[index + 1]);

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
}
