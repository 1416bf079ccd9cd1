using System.Globalization;
using System.Text;

namespace GovStack.Conversations.Dispatch;

/// <summary>
/// A text as words that compare alike however they were typed: lower case, without accents and apostrophes. "Can’t" and "cant",
/// "declaración" and "declaracion" are the same word. Linear in the text.
/// </summary>
internal sealed class FoldedText
{
    private static readonly char[] LatinFolds = MakeLatinFolds();
    private readonly char[] _letters;
    private readonly List<Word> _words;

    private FoldedText(char[] letters, List<Word> words)
    {
        _letters = letters;
        _words = words;
    }

    /// <summary>Gets the number of words.</summary>
    public int Count => _words.Count;

    /// <summary>Gets a word, folded.</summary>
    public ReadOnlySpan<char> this[int index] => _letters.AsSpan(_words[index].Start, _words[index].Length);

    /// <summary>Gets all words' letters one after the other, without anything between them.</summary>
    public ReadOnlySpan<char> Letters => _words.Count == 0 ? [] : _letters.AsSpan(0, _words[^1].Start + _words[^1].Length);

    /// <summary>Gets where a word begins in <see cref="Letters"/>.</summary>
    public int StartOf(int index) => _words[index].Start;

    /// <summary>Gets where a word begins in the original text.</summary>
    public int SourceStartOf(int index) => _words[index].SourceStart;

    /// <summary>Folds a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="collapseRepeats">Whether a letter repeated is one letter: "heeelp" and "help", but also "too" and "to".</param>
    public static FoldedText Of(ReadOnlySpan<char> text, bool collapseRepeats = false)
    {
        var letters = new char[text.Length];
        var words = new List<Word>(Math.Max(4, text.Length / 5));
        var length = 0;
        var wordStart = 0;
        var sourceStart = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var folded = Fold(text[i]);
            if (folded == '\0' || (folded == '\'' && length > wordStart))
                continue;
            var standsAlone = folded >= '\u0E00' && StandsAlone(folded);
            if (folded is ' ' or '\'' || standsAlone)
                EndWord(sourceStart);
            if (folded is ' ' or '\'')
                continue;
            if (length == wordStart)
                sourceStart = i;
            if (collapseRepeats && length > wordStart && letters[length - 1] == folded && !char.IsAsciiDigit(folded))
                continue;
            letters[length++] = folded;
            if (standsAlone)
                EndWord(i);
        }

        EndWord(sourceStart);
        return new FoldedText(letters, words);

        void EndWord(int source)
        {
            if (length > wordStart)
                words.Add(new(wordStart, length - wordStart, source));
            wordStart = length;
        }
    }

    /// <summary>Folds one word or a few, joined by single spaces.</summary>
    public static string Join(ReadOnlySpan<char> text)
    {
        var folded = Of(text);
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < folded.Count; i++)
        {
            if (i > 0)
                builder.Append(' ');
            builder.Append(folded[i]);
        }

        return builder.ToString();
    }

    // A letter or digit, ' ' between words, '\'' for an apostrophe, '\0' for what leaves no trace.
    private static char Fold(char c)
    {
        if (c < LatinFolds.Length)
            return LatinFolds[c];
        if (c is '\u2018' or '\u2019' or '\u02BC' or '\u2032' or '\uFF07')
            return '\'';
        if (c is >= '\u0300' and <= '\u036F' or '\u200C' or '\u200D' or '\uFE0F')
            return '\0';
        if (char.IsLetterOrDigit(c))
            return char.ToLowerInvariant(c);
        // The marks of Indic and Arabic scripts are part of their words.
        return char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            ? ' '
            : c;
    }

    // Scripts written without spaces: each sign is a word, so that phrases match inside a sentence.
    private static bool StandsAlone(char c)
        => c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    private static char[] MakeLatinFolds()
    {
        var folds = new char[0x250];
        for (var i = 0; i < folds.Length; i++)
        {
            var c = (char)i;
            folds[i] = c switch
            {
                '\'' or '`' or '\u00B4' => '\'',
                'ß' => 's',
                'ø' or 'Ø' => 'o',
                'ł' or 'Ł' => 'l',
                'ı' => 'i',
                _ when char.IsLetterOrDigit(c) => char.ToLowerInvariant(c.ToString().Normalize(NormalizationForm.FormD)[0]),
                '\u00AD' => '\0',
                _ => ' ',
            };
        }

        return folds;
    }

    private readonly record struct Word(int Start, int Length, int SourceStart);
}
