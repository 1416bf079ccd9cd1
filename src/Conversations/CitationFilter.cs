using System.Text;

namespace GovStack.Conversations;

/// <summary>
/// Checks citations while an answer streams: "[3]" passes where a third source was retrieved and is taken out where not, so that nothing unfounded is ever shown.
/// Holds back at most a few characters.
/// </summary>
internal sealed class CitationFilter(int sources)
{
    // "[12, 13]" is the longest citation held back; anything longer is ordinary text in brackets.
    private const int LongestCitation = 16;

    private readonly StringBuilder _held = new();
    private readonly SortedSet<int> _cited = [];

    /// <summary>Gets how many citations were removed.</summary>
    public int Removed { get; private set; }

    /// <summary>Gets the sources that were cited.</summary>
    public IReadOnlyCollection<int> Cited => _cited;

    /// <summary>Takes the next text and gives what may be shown.</summary>
    public string Push(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (_held.Length == 0 && c != '[')
            {
                shown.Append(c);
                continue;
            }

            if (_held.Length > 0 && c == '[')
                Release(shown);
            _held.Append(c);
            if (c == ']')
                Judge(shown);
            else if (_held.Length > 1 && !IsCitationCharacter(c))
                Release(shown);
            else if (_held.Length > LongestCitation)
                Release(shown);
        }

        return shown.ToString();
    }

    /// <summary>Gives what was still held back at the end.</summary>
    public string Finish()
    {
        var rest = _held.ToString();
        _held.Clear();
        return rest;
    }

    private static bool IsCitationCharacter(char c) => char.IsAsciiDigit(c) || c is ',' or ' ';

    private void Release(StringBuilder shown)
    {
        shown.Append(_held);
        _held.Clear();
    }

    private void Judge(StringBuilder shown)
    {
        var inside = _held.ToString(1, _held.Length - 2);
        var numbers = inside.Split(',', StringSplitOptions.TrimEntries);
        if (inside.Length == 0 || !numbers.All(number => int.TryParse(number, out _)))
        {
            Release(shown);
            return;
        }

        foreach (var number in numbers.Select(int.Parse))
        {
            if (number < 1 || number > sources)
            {
                Removed++;
                continue;
            }

            _cited.Add(number);
            shown.Append('[').Append(number).Append(']');
        }

        _held.Clear();
    }
}
