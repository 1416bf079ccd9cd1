using System.Text;

namespace GovStack.LoadTest;

/// <summary>A prompt as long as an application with retrieved passages sends, for clients that have no application.</summary>
internal static class SystemPrompt
{
    private const int CharactersPerToken = 4;
    private const string Start = "Answer from the passages and cite them like this: [p1]. [p1] ";

    public static string? OfTokens(int tokens)
    {
        if (tokens <= 0)
            return null;

        var text = new StringBuilder(Start);
        while (text.Length < tokens * CharactersPerToken)
            text.Append("An application is decided within ten working days once every paper is there. ");
        return text.ToString(0, Math.Max(Start.Length, tokens * CharactersPerToken));
    }
}
