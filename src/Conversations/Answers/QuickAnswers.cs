using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using GovStack.Conversations.Agencies;

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

    private static FrozenDictionary<string, ApprovedAnswer> Index(Agency agency)
    {
        var index = new Dictionary<string, ApprovedAnswer>();
        foreach (var answer in agency.ApprovedAnswers)
        foreach (var question in answer.Questions)
            index.TryAdd(Key(answer.Language, question), answer);
        return index.ToFrozenDictionary();
    }

    private static string Key(string language, string question) => $"{language}\n{QuestionText.Normalise(question)}";
}
