namespace GovStack.Conversations.Providers;

/// <summary>Provider names that mean something to the rules.</summary>
public static class ProviderNames
{
    /// <summary>Answers from the retrieved passages without any model; always there.</summary>
    public const string Extractive = "extractive";
}
