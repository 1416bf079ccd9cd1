using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using GovStack.Conversations.Providers.Extractive;

namespace GovStack.Conversations.Answers;

/// <summary>Answers without a model: the agency's approved ones first, then whole sentences of its pages.</summary>
public sealed class QuickAnswers
{
    private readonly ConditionalWeakTable<Agency, FrozenDictionary<string, ApprovedAnswer>> _approved = [];

    /// <summary>Finds the approved answer to a question, or null.</summary>
    /// <param name="agency">The agency.</param>
    /// <param name="text">The question.</param>
    /// <param name="language">The language of the answer.</param>
    public ApprovedAnswer? FindApproved(Agency agency, string text, string language)
        => _approved.GetValue(agency, Index).GetValueOrDefault(Key(language, text));

    /// <summary>Answers a question that stands on its own: the approved answer, else whole sentences of the pages.</summary>
    /// <param name="agency">The agency.</param>
    /// <param name="text">The question, masked.</param>
    /// <param name="language">The language of the answer.</param>
    /// <returns>The answer, or null where neither holds one.</returns>
    public QuickAnswer? Find(LoadedAgency agency, string text, string language)
    {
        if (FindApproved(agency.Agency, text, language) is { } approved)
        {
            var pages = SourcesOf(approved.Sources.Select(slug => agency.Passages.FindPage(slug, language)).OfType<Passage>());
            return new(ApprovedText.WithNumbers(approved, pages), pages, approved.Updated);
        }

        var decision = agency.Dispatcher.Dispatch(text, language, null);
        if (decision.IsOutOfScope)
            return null;
        var found = agency.Retrieve(decision, language);
        if (!ExtractiveAnswers.CanAnswer(found))
            return null;
        var answer = ExtractiveAnswers.Answer(agency.Agency, decision.SearchText, found, language);
        return answer.IsAnswer ? new(answer.Text.Trim(), SourcesOf(found.Select(passage => passage.Passage)), null) : null;
    }

    internal static List<TurnSource> SourcesOf(IEnumerable<Passage> passages)
        => [.. passages.Select((passage, index) => new TurnSource(
            index + 1, passage.Id, passage.Title, passage.Heading, passage.Url, passage.Updated, passage.Language))];

    private static FrozenDictionary<string, ApprovedAnswer> Index(Agency agency)
    {
        var index = new Dictionary<string, ApprovedAnswer>();
        foreach (var answer in agency.ApprovedAnswers)
        foreach (var question in answer.Questions)
            index.TryAdd(Key(answer.Language, question), answer);
        return index.ToFrozenDictionary();
    }

    private static string Key(string language, string question) => $"{language}\n{QuestionForm.Of(question, language)}";
}

/// <summary>An answer given without a model.</summary>
/// <param name="Text">Markdown with citations.</param>
/// <param name="Sources">The pages it stands on.</param>
/// <param name="Approved">When people at the agency approved it, or null where it is quoted from the pages.</param>
public sealed record QuickAnswer(string Text, IReadOnlyList<TurnSource> Sources, DateOnly? Approved);
