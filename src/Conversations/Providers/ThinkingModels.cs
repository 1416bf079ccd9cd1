using System.Text.RegularExpressions;

namespace GovStack.Conversations.Providers;

/// <summary>Which models can be asked to think. Asking another is an error at its provider, and would reserve tokens for nothing.</summary>
internal static partial class ThinkingModels
{
    public static bool Takes(string model) => Thinking().IsMatch(model);

    [GeneratedRegex(@"(^|[/.])(o[1-9]\b|gpt-5|gpt-oss|claude-(3-7|(opus|sonnet|haiku)-[4-9])|deepseek-r|qwen3|qwq)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Thinking();
}
