namespace GovStack.ProviderSimulator.Answers;

/// <summary>The simulated provider's tokenizer: four Latin characters to a token, two of other alphabets, one of scripts without spaces.</summary>
internal static class SimulatedTokens
{
    private const int PerMessage = 4;

    public static int Count(IReadOnlyList<PromptMessage> messages) => messages.Sum(message => PerMessage + Count(message.Text)) + 3;

    /// <summary>What a provider that looks at characters only takes the prompt for.</summary>
    public static int Estimate(IReadOnlyList<PromptMessage> messages) => (messages.Sum(message => message.Text.Length) + 3) / 4;

    public static int Count(string text)
    {
        var quarters = 0;
        foreach (var character in text)
            quarters += character < 0x250 ? 1 : character < 0x2E80 ? 2 : 4;
        return (quarters + 3) / 4;
    }
}

/// <summary>One message of a prompt.</summary>
/// <param name="Role">"system", "developer", "user" or "assistant".</param>
/// <param name="Text">Its text parts, joined.</param>
internal sealed record PromptMessage(string Role, string Text);
