using System.Text;
using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>An answer made of the pages' own sentences.</summary>
/// <param name="Parts">The answer in order, Markdown, sentence by sentence; joined as they are.</param>
/// <param name="IsAnswer">False where the pages do not hold it: the parts then say so and name the contact.</param>
public sealed record ExtractiveAnswer(IReadOnlyList<string> Parts, bool IsAnswer)
{
    /// <summary>Gets the whole text.</summary>
    public string Text => string.Concat(Parts);
}

/// <summary>
/// Answers from the retrieved passages without any model: whole sentences that fit what the question asks for, in page order, each source cited.
/// The keyless default and the quick answer of the ladder. Deterministic; under 3 ms; safe for many callers at once.
/// </summary>
public static class ExtractiveAnswers
{
    /// <summary>The least share of a question's telling words that a passage must hold to be quoted: below it the pages do not hold the answer.</summary>
    public const double LeastCoverage = 0.5;

    private const double LeastCoverageOfAHint = 0.3;

    /// <summary>Whether any passage holds enough of the question to be quoted.</summary>
    public static bool CanAnswer(IReadOnlyList<FoundPassage> passages)
        => passages.Any(found => found.Coverage >= LeastCoverage && !string.IsNullOrWhiteSpace(found.Passage.Text));

    /// <summary>Answers a question.</summary>
    /// <param name="agency">Whose contact is named, and whose wording is used, where the pages hold no answer.</param>
    /// <param name="question">The person's question.</param>
    /// <param name="passages">What was retrieved, in the order it is cited, from 1.</param>
    /// <param name="language">The person's language, for the words around the quotations.</param>
    public static ExtractiveAnswer Answer(Agency agency, string question, IReadOnlyList<FoundPassage> passages, string language)
    {
        var picked = SentenceSelection.Pick(ScoredPassage.Score(question, passages, LeastCoverage));
        return picked.Count == 0 ? SayThatItIsNotThere(agency, passages, language) : Compose(agency, picked, language);
    }

    private static ExtractiveAnswer Compose(Agency agency, List<(ScoredPassage Passage, List<int> Sentences)> picked, string language)
    {
        var parts = new List<string>();
        foreach (var (passage, numbers) in picked)
        {
            if (parts.Count > 0)
                parts.Add("\n\n");
            Write(passage, numbers, parts);
        }

        var links = picked.Select(pick => pick.Passage.Found.Passage).DistinctBy(page => page.Url).Select(Link);
        parts.Add("\n\n" + ProductTexts.Get(agency, "extractive.more", language, string.Join(", ", links)));
        return new(parts, IsAnswer: true);
    }

    /// <summary>A citation closes each paragraph and each list, so that no block stands without its source.</summary>
    private static void Write(ScoredPassage passage, List<int> numbers, List<string> parts)
    {
        var part = new StringBuilder();
        for (var i = 0; i < numbers.Count; i++)
        {
            var sentence = passage.Sentences[numbers[i]];
            var isLast = i + 1 == numbers.Count;
            var next = isLast ? default : passage.Sentences[numbers[i + 1]];
            part.Append(sentence.Mark).Append(Quote(sentence.Text));
            if (isLast || (next.IsListItem != sentence.IsListItem && !sentence.IntroducesList))
                part.Append(" [").Append(passage.Citation).Append(']');
            if (!isLast)
                part.Append(next.IsListItem != sentence.IsListItem ? "\n\n" : next.IsListItem ? "\n" : " ");
            parts.Add(part.ToString());
            part.Clear();
        }
    }

    private static ExtractiveAnswer SayThatItIsNotThere(Agency agency, IReadOnlyList<FoundPassage> passages, string language)
    {
        var parts = new List<string> { ProductTexts.Get(agency, "extractive.not-found", language) };
        var near = passages.Where(found => found.Coverage >= LeastCoverageOfAHint).MaxBy(found => found.Coverage);
        if (near is not null)
            parts.Add(" " + ProductTexts.Get(agency, "extractive.near", language, Link(near.Passage)));
        parts.Add("\n\n" + ProductTexts.Get(agency, "extractive.contact", language, Contact(agency.Contact, language)));
        return new(parts, IsAnswer: false);
    }

    private static string Contact(AgencyContact contact, string language)
    {
        var name = contact.Url is null ? contact.Name[language] : $"[{contact.Name[language]}]({contact.Url[language]})";
        var details = string.Join("; ", new[] { contact.Phone, contact.Hours?[language] }.Where(detail => !string.IsNullOrWhiteSpace(detail)));
        return details.Length == 0 ? name : $"{name}, {details}";
    }

    private static string Link(Passage page) => $"[{Quote(page.Title)}]({page.Url})";

    // A bracket in a page's text would read as a citation or a link of ours.
    private static string Quote(string text) => text.Replace('[', '(').Replace(']', ')');
}
