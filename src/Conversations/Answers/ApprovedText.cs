using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Answers;

/// <summary>An approved answer as it is shown: citations of pages by slug become numbers.</summary>
internal static class ApprovedText
{
    /// <summary>Puts "[1]" for "[slug]"; a slug without a source goes.</summary>
    public static string WithNumbers(ApprovedAnswer approved, IReadOnlyList<TurnSource> sources)
    {
        var text = approved.Answer.Trim();
        foreach (var slug in approved.Sources)
        {
            var source = sources.FirstOrDefault(candidate => candidate.PassageId.Contains($"/{slug}#", StringComparison.Ordinal)
                || candidate.PassageId.EndsWith($"/{slug}", StringComparison.Ordinal));
            text = text.Replace($" [{slug}]", source is null ? "" : $" [{source.Index}]", StringComparison.Ordinal)
                       .Replace($"[{slug}]", source is null ? "" : $"[{source.Index}]", StringComparison.Ordinal);
        }

        return text;
    }
}
