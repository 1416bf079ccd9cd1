using System.Text;

namespace GovStack.Conversations.Answers;

/// <summary>A question as the normalised tier compares it.</summary>
internal static class QuestionText
{
    /// <summary>Lower case, letters and digits only, single spaces.</summary>
    public static string Normalise(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var c in text.Normalize())
        {
            if (char.IsLetterOrDigit(c))
                normal.Append(char.ToLowerInvariant(c));
            else if (normal.Length > 0 && normal[^1] != ' ')
                normal.Append(' ');
        }

        return normal.ToString().TrimEnd();
    }
}
