using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GovStack.Frontend.Pages;

/// <summary>Citations such as [2], as links to the list of sources under the answer.</summary>
internal static partial class Citations
{
    /// <summary>Writes a text, escaped, with the citations of sources that are listed made links.</summary>
    public static void Write(StringBuilder html, string text, int sourceCount)
    {
        var written = 0;
        foreach (var match in Citation().EnumerateMatches(text))
        {
            var number = text.AsSpan(match.Index + 1, match.Length - 2);
            var index = int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
            if (index < 1 || index > sourceCount)
                continue;
            html.Append(MarkdownHtml.Encode(text[written..match.Index]));
            html.Append(CultureInfo.InvariantCulture, $"<a href=\"#source-{index}\">[{index}]</a>");
            written = match.Index + match.Length;
        }

        html.Append(MarkdownHtml.Encode(text[written..]));
    }

    [GeneratedRegex(@"\[[0-9]{1,3}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Citation();
}
