using System.Globalization;

namespace GovStack.Conversations.Safety;

/// <summary>A text as runs of letters and digits with their places: what the scanners for personal data look through, each at most a few tokens ahead.</summary>
internal sealed class TextTokens
{
    private readonly List<Token> _tokens = [];

    /// <summary>Cuts a text.</summary>
    public TextTokens(string text)
    {
        Text = text;
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var (start, digits) = (i, 0);
            for (; i < text.Length && char.IsLetterOrDigit(text[i]); i++)
                digits += DigitOf(text[i]) >= 0 ? 1 : 0;
            _tokens.Add(new(start, i - start, digits));
        }
    }

    /// <summary>Gets the text.</summary>
    public string Text { get; }

    /// <summary>Gets the number of tokens.</summary>
    public int Count => _tokens.Count;

    /// <summary>Gets a token.</summary>
    public Token this[int index] => _tokens[index];

    /// <summary>Gets a token's characters.</summary>
    public ReadOnlySpan<char> Characters(int index) => Text.AsSpan(_tokens[index].Start, _tokens[index].Length);

    /// <summary>Gets what stands between a token and the next.</summary>
    public ReadOnlySpan<char> After(int index)
        => index + 1 < Count ? Text.AsSpan(_tokens[index].End, _tokens[index + 1].Start - _tokens[index].End) : Text.AsSpan(_tokens[index].End);

    /// <summary>Gets the character before a token, or a line end.</summary>
    public char Before(int index) => _tokens[index].Start > 0 ? Text[_tokens[index].Start - 1] : '\n';

    /// <summary>Tells whether only one separator stands between a token and the next: a space, a dash, a dot, with spaces around it.</summary>
    public bool Joins(int index) => index + 1 < Count && IsGap(After(index), " \u00A0\u202F-\u2010\u2011\u2012\u2013\u2014._");

    /// <summary>Tells whether what stands between a token and the next may stand inside a telephone number.</summary>
    public bool JoinsPhone(int index) => index + 1 < Count && IsGap(After(index), " \u00A0\u202F-\u2010\u2011\u2012\u2013\u2014./()");

    /// <summary>Joins tokens, upper case and without separators, until they are exactly as long as wanted.</summary>
    /// <returns>The joined characters with digits of every script as 0 to 9, or null where no token ends there.</returns>
    public string? Compact(int first, int length, out int last)
    {
        last = first;
        Span<char> joined = stackalloc char[64];
        for (var count = 0; count < length; last++)
        {
            if (_tokens[last].Length > length - count)
                return null;
            foreach (var c in Characters(last))
                joined[count++] = DigitOf(c) is var digit and >= 0 ? (char)('0' + digit) : char.ToUpperInvariant(c);
            if (count == length)
                return joined[..length].ToString();
            if (!Joins(last))
                return null;
        }

        return null;
    }

    /// <summary>Joins tokens like <see cref="Compact"/> as far as they have a shape: L a letter, D a digit, X either.</summary>
    /// <returns>The joined characters, or null where they have another shape.</returns>
    public string? CompactShape(int first, ReadOnlySpan<char> shape, out int last)
    {
        last = first;
        Span<char> joined = stackalloc char[shape.Length];
        for (var count = 0; ; last++)
        {
            if (_tokens[last].Length > shape.Length - count)
                return null;
            foreach (var c in Characters(last))
            {
                var digit = DigitOf(c);
                if (shape[count] == 'D' ? digit < 0 : shape[count] == 'L' ? !char.IsAsciiLetter(c) : digit < 0 && !char.IsAsciiLetter(c))
                    return null;
                joined[count++] = digit >= 0 ? (char)('0' + digit) : char.ToUpperInvariant(c);
            }

            if (count == shape.Length)
                return joined.ToString();
            if (!Joins(last))
                return null;
        }
    }

    /// <summary>Gets a token's digits as 0 to 9; letters are left out.</summary>
    public string Digits(int index)
    {
        Span<char> digits = stackalloc char[Math.Min(64, _tokens[index].Length)];
        var count = 0;
        foreach (var c in Characters(index))
        {
            if (DigitOf(c) is var digit and >= 0 && count < digits.Length)
                digits[count++] = (char)('0' + digit);
        }

        return digits[..count].ToString();
    }

    /// <summary>Tells whether the number at a token goes on from the one before it: "1234" in "9400 1234".</summary>
    public bool ContinuesNumber(int index) => index > 0 && _tokens[index - 1].DigitCount > 0 && JoinsPhone(index - 1);

    /// <summary>Tells whether a run of tokens stands for itself rather than as a part of a longer number or code.</summary>
    public bool StandsAlone(int first, int last)
    {
        var start = _tokens[first].Start;
        if (start > 1 && Text[start - 1] is '-' or '.' or ',' or '_' && start > 1 && DigitOf(Text[start - 2]) >= 0)
            return false;
        var end = _tokens[last].End;
        return end + 1 >= Text.Length || Text[end] is not ('-' or '_' or ',') || DigitOf(Text[end + 1]) < 0;
    }

    private static bool IsGap(ReadOnlySpan<char> gap, string allowed)
    {
        if (gap.Length is 0 or > 3)
            return false;
        var signs = 0;
        foreach (var c in gap)
        {
            if (!allowed.Contains(c))
                return false;
            signs += c is ' ' or '\u00A0' or '\u202F' or '(' or ')' ? 0 : 1;
        }

        return signs <= 1;
    }

    // Also the digits of Arabic, Persian, Devanagari and full-width writing.
    private static int DigitOf(char c) => c <= '~' ? (char.IsAsciiDigit(c) ? c - '0' : -1) : CharUnicodeInfo.GetDecimalDigitValue(c);

    /// <summary>A run of letters and digits.</summary>
    public readonly record struct Token(int Start, int Length, int DigitCount)
    {
        /// <summary>Gets the place after its last character.</summary>
        public int End => Start + Length;

        /// <summary>Gets whether it has digits only.</summary>
        public bool IsNumber => DigitCount == Length;
    }
}
