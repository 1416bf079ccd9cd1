using System.Runtime.CompilerServices;
using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>A passage cut into sentences and words. Passages never change, so each is cut once, and forgotten with its pack.</summary>
internal sealed class CutPassage
{
    private static readonly ConditionalWeakTable<Passage, CutPassage> Known = [];

    private readonly int[] _fits;

    private CutPassage(Passage passage)
    {
        Sentences = SentenceSplitter.Split(passage.Text);
        Terms = [.. Sentences.Select(sentence => QuestionTerms.SetOf(sentence.Text))];
        Heading = QuestionTerms.SetOf(passage.Heading);
        Title = QuestionTerms.SetOf(passage.Title);
        HeadingKind = passage.Heading.Length == 0 ? QuestionKind.Other : QuestionKinds.Of(passage.Heading);
        _fits = [.. Sentences.Select(sentence => Enum.GetValues<QuestionKind>().Where(kind => QuestionKinds.Fits(kind, sentence)).Sum(kind => 1 << (int)kind))];
    }

    public IReadOnlyList<Sentence> Sentences { get; }

    /// <summary>Gets each sentence's telling words.</summary>
    public IReadOnlyList<HashSet<string>> Terms { get; }

    public HashSet<string> Heading { get; }

    public HashSet<string> Title { get; }

    /// <summary>Gets what the heading asks, where it is a question.</summary>
    public QuestionKind HeadingKind { get; }

    public static CutPassage Of(Passage passage) => Known.GetValue(passage, static key => new CutPassage(key));

    /// <summary>Whether a sentence has the shape of an answer to such a question.</summary>
    public bool Fits(QuestionKind kind, int sentence) => (_fits[sentence] & (1 << (int)kind)) != 0;
}
