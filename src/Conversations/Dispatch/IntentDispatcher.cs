using System.Text;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;

namespace GovStack.Conversations.Dispatch;

/// <summary>Picks the botlet for a question. Local: no tokens, no network, immutable once trained.</summary>
public sealed class IntentDispatcher
{
    // Two services are only named for one message where each part is this sure of its own.
    private const double SureEnough = 0.6;
    private const double ClearMargin = 0.3;
    private readonly Agency _agency;
    private readonly IntentClassifier? _classifier;
    private readonly LanguageRecognizer _languages;
    private readonly PhraseMatcher _referrals;

    private IntentDispatcher(Agency agency, IReadOnlyList<TopicTitle> titles)
    {
        _agency = agency;
        _languages = LanguageRecognizer.Learn(agency);
        var examples = ExamplesOf(agency, titles);
        var outside = agency.Questions.Where(question => question.Botlet is null).Select(question => question.Text).ToArray();
        _classifier = examples.Count > 0 ? IntentClassifier.Train(examples, outside) : null;
        _referrals = new PhraseMatcher(agency.OutOfScope.Referrals.Index()
            .SelectMany(referral => referral.Item.Phrases.Values.SelectMany(phrases => phrases).Select(phrase => (phrase, referral.Index))));
    }

    /// <summary>Learns from the agency's example questions; under two seconds for a pack.</summary>
    public static IntentDispatcher Train(Agency agency) => Train(agency, []);

    /// <summary>Learns from the agency's example questions and the titles of its pages; under two seconds for a pack.</summary>
    /// <param name="agency">The pack.</param>
    /// <param name="titles">What its pages are called: how people name what no example question mentions.</param>
    public static IntentDispatcher Train(Agency agency, IReadOnlyList<TopicTitle> titles)
    {
        ArgumentNullException.ThrowIfNull(agency);
        ArgumentNullException.ThrowIfNull(titles);
        return new IntentDispatcher(agency, titles);
    }

    /// <summary>Picks the botlet or botlets of a question.</summary>
    /// <param name="question">The person's words, already cleaned and masked.</param>
    /// <param name="language">The person's language.</param>
    /// <param name="context">What the conversation was about, so that a follow-up finds its topic; null at its start.</param>
    public DispatchDecision Dispatch(string question, string language, DispatchContext? context)
    {
        ArgumentNullException.ThrowIfNull(question);
        var folded = FoldedText.Of(question);
        if (context is not null && (!SmallTalk.IsAll(folded) || SmallTalk.IsReply(folded)) && FollowUp(question, folded, language, context) is { } followUp)
            return followUp;
        if (_classifier is null || SmallTalk.IsAll(folded))
            return new([new(_agency.GeneralBotlet, 1)], IsOutOfScope: false, IsFollowUp: false, IsHard: false, Margin: 1, question) { SmallTalk = SmallTalk.KindOf(folded) };

        var asked = AskedParts(question, language);
        var (intents, isOutOfScope, margin) = Sort(question, asked);
        var isHard = Hardness.IsHard(question, folded, language, intents.Count);
        return new(intents, isOutOfScope, IsFollowUp: false, isHard, margin, question)
        {
            Referral = FindReferral(question),
            Parts = intents.Count > 1 ? asked : [],
        };
    }

    /// <summary>Recognises which of the agency's languages a text is written in.</summary>
    /// <returns>A language of the agency, or null where the text does not tell.</returns>
    public string? RecognizeLanguage(string text) => _languages.Recognize(text);

    /// <summary>Finds who answers a question that is not the agency's, or null where the pack names nobody.</summary>
    public Referral? FindReferral(string question)
    {
        var found = _referrals.FindAll(question);
        return found.Count == 0 ? null : _agency.OutOfScope.Referrals[found.Min(match => match.Tag)];
    }

    // A follow-up stays with its botlet unless its own words clearly name another: "and what about my passport?".
    private DispatchDecision? FollowUp(string question, FoldedText folded, string language, DispatchContext context)
    {
        var need = FollowUps.Read(folded, language);
        if (need == HistoryNeed.None)
            return null;
        var own = need == HistoryNeed.NoTopic ? null : _classifier?.Classify(question);
        var moves = own is { IsOutOfScope: false, Best.Confidence: >= 0.8, Margin: >= 0.5 } && own.Best.Label != _agency.GeneralBotlet;
        if (need == HistoryNeed.Maybe && moves)
            return null;
        var searchText = $"{Topic(context.Question)} {question}";
        var intent = moves ? ToIntent(own!.Best) : new Intent(context.Botlet, 1);
        var isHard = Hardness.IsHard(question, folded, language, services: 1);
        return new([intent], IsOutOfScope: false, IsFollowUp: true, isHard, moves ? own!.Margin : 1, searchText);
    }

    private (IReadOnlyList<Intent> Intents, bool IsOutOfScope, double Margin) Sort(string question, List<string> asked)
    {
        var whole = Classify(question);
        if (asked.Count < 2)
        {
            // The greeting before the only question says nothing about its topic.
            var only = asked.Count == 1 && asked[0].Length < question.Length ? Classify(asked[0]) : whole;
            var surer = only.IsOutOfScope == whole.IsOutOfScope && whole.Score > only.Score ? whole : only;
            return ([ToIntent(surer.Best)], surer.IsOutOfScope, surer.Margin);
        }

        var parts = asked.Select(Classify).ToArray();
        var intents = parts
            .Where(part => !part.IsOutOfScope && part.Best.Confidence >= SureEnough && part.Margin >= ClearMargin)
            .GroupBy(part => part.Best.Label)
            .Select(group => ToIntent(group.MaxBy(part => part.Best.Confidence)!.Best))
            .OrderByDescending(intent => intent.Confidence)
            .ToArray();
        if (intents.Length == 0)
            return ([ToIntent(whole.Best)], whole.IsOutOfScope && parts.All(part => part.IsOutOfScope), whole.Margin);
        return (intents, false, intents.Length > 1 ? intents[0].Confidence - intents[1].Confidence : Math.Max(whole.Margin, parts.Max(part => part.Margin)));
    }

    // What may be an emergency is never called somebody else's: to look it up in vain costs less.
    private IntentPrediction Classify(string text)
    {
        const double MayBeMeant = 0.25;
        var prediction = _classifier!.Classify(text);
        return prediction.IsOutOfScope && prediction.Score >= MayBeMeant && _agency.FindBotlet(prediction.Best.Label)?.Class == QuotaClass.Emergency
            ? prediction with { IsOutOfScope = false }
            : prediction;
    }

    // Of the question before only its topic: what was asked about it ("how do I apply") would lead the search away from what is asked now.
    // A follow-up's follow-up carries the topic along; what the first question said last is not the topic.
    private static string Topic(string question)
    {
        const int MostLetters = 300;
        var dialogue = DialogueWords.For(null);   // The question before may have been in another language.
        var folded = FoldedText.Of(question);
        var topic = new StringBuilder();
        for (var i = 0; i < folded.Count; i++)
        {
            var word = folded[i].ToString();
            if (dialogue.Function.Contains(word) || dialogue.Aspects.Contains(word) || dialogue.Questions.Contains(word) || dialogue.Anaphors.Contains(word))
                continue;
            if (topic.Length + word.Length >= MostLetters)
                break;
            topic.Append(topic.Length == 0 ? "" : " ").Append(word);
        }

        return topic.Length > 0 ? topic.ToString() : question[..Math.Min(question.Length, MostLetters)];
    }

    private static List<string> AskedParts(string question, string language)
    {
        var clauses = Clauses.Split(question, language);
        var asked = clauses.Where(clause => clause.IsAsked && clause.Words >= 3).ToArray();
        if (asked.Length == 0)
            asked = [.. clauses.Where(clause => clause.Words >= 3)];
        return [.. asked.SelectMany(clause => Clauses.Halves(clause.Text, language))];
    }

    private static List<LabelledText> ExamplesOf(Agency agency, IReadOnlyList<TopicTitle> titles)
    {
        var known = agency.Botlets.Select(botlet => botlet.Id).ToHashSet(StringComparer.Ordinal);
        var described = agency.Botlets.SelectMany(botlet => botlet.Description.Languages.Concat(botlet.Name.Languages).Distinct()
            .SelectMany(language => TextsOf(botlet.Name[language], botlet.Description[language]))
            .Concat(botlet.Examples.Values.SelectMany(examples => examples))
            .Select(text => new LabelledText(text, botlet.Id)));
        return [.. agency.Questions.Where(question => question.Botlet is not null).Select(question => new LabelledText(question.Text, question.Botlet!))
            .Concat(described)
            .Concat(agency.ApprovedAnswers.SelectMany(answer => answer.Questions.Select(question => new LabelledText(question, answer.Botlet))))
            .Concat(titles.Select(title => new LabelledText(title.Title, title.Botlet)))
            .Where(example => known.Contains(example.Label))
            .Distinct()];
    }

    /// <summary>What a botlet's name and description are learned as: each whole, and each thing the description lists by itself, as a person asks for one of them.</summary>
    internal static IEnumerable<string> TextsOf(string name, string description)
        => description.Split([", ", "; ", ": ", ". "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(thing => thing.TrimEnd('.')).Prepend(description).Prepend(name);

    private static Intent ToIntent(RankedLabel label) => new(label.Label, label.Confidence);
}

/// <summary>The title of a page, and the botlet it belongs to.</summary>
public sealed record TopicTitle(string Botlet, string Title);
