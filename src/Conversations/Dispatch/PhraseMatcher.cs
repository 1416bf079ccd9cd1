using System.Runtime.InteropServices;

namespace GovStack.Conversations.Dispatch;

/// <summary>
/// Finds a pack's phrases in a text as whole words, all of them in one pass. "*" stands for any ending (or middle) of a word, "..." for up to
/// three words. Case, accents, apostrophes and repeated letters make no difference; a letter too many or too few in a long word and
/// missing spaces are forgiven.
/// </summary>
internal sealed class PhraseMatcher
{
    private const int MostWordsBetween = 3;

    // Folding keeps letters only, so the star travels through it as a letter no citizen writes.
    private const char Star = '\u0298';
    private readonly Node _root = new();
    private readonly PhraseWords _words = new();
    private readonly JoinedPhrases _joined = new();

    /// <summary>Compiles phrases.</summary>
    /// <param name="phrases">Each phrase and the number it is reported under.</param>
    public PhraseMatcher(IEnumerable<(string Phrase, int Tag)> phrases)
    {
        foreach (var (phrase, tag) in phrases)
            Add(phrase, tag);
    }

    /// <summary>Finds every phrase in a text, in no particular order.</summary>
    public List<PhraseMatch> FindAll(string text)
    {
        var folded = FoldedText.Of(text, collapseRepeats: true);
        var found = new List<PhraseMatch>();
        var symbols = _words.Read(folded);
        for (var first = 0; first < folded.Count; first++)
            Step(_root, symbols, first, first, found);
        _joined.FindAll(folded, found);
        return found;
    }

    private void Add(string phrase, int tag)
    {
        var node = _root;
        var words = new List<string>();
        var isPlain = true;
        foreach (var piece in phrase.Replace("…", " ... ", StringComparison.Ordinal).Replace("...", " ... ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece == "...")
            {
                isPlain = false;
                node = ReferenceEquals(node, _root) ? node : node.Between ??= new Node();
                continue;
            }

            var folded = FoldedText.Of(piece.Replace('*', Star), collapseRepeats: true);
            for (var i = 0; i < folded.Count; i++)
            {
                var word = folded[i].ToString();
                isPlain &= !word.Contains(Star, StringComparison.Ordinal);
                words.Add(word);
                var symbol = _words.SymbolOf(word, Star);
                ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(node.Next, symbol, out _);
                node = next ??= new Node();
            }
        }

        if (ReferenceEquals(node, _root))
            return;
        (node.Tags ??= []).Add(tag);
        if (isPlain)
            _joined.Add(words, tag);
    }

    private static void Follow(Node node, PhraseSymbols symbols, int first, int at, List<PhraseMatch> found)
    {
        if (node.Tags is not null)
        {
            foreach (var tag in node.Tags)
                found.Add(new(tag, first, at - 1));
        }

        Step(node, symbols, first, at, found);
        if (node.Between is null)
            return;
        for (var skipped = 0; skipped <= MostWordsBetween; skipped++)
            Step(node.Between, symbols, first, at + skipped, found);
    }

    private static void Step(Node node, PhraseSymbols symbols, int first, int at, List<PhraseMatch> found)
    {
        if (at >= symbols.Count || node.Next.Count == 0)
            return;
        if (symbols.ExactAt(at) is var symbol and >= 0 && node.Next.TryGetValue(symbol, out var next))
            Follow(next, symbols, first, at + 1, found);
        foreach (var pattern in symbols.PatternsAt(at))
        {
            if (node.Next.TryGetValue(pattern, out next))
                Follow(next, symbols, first, at + 1, found);
        }
    }

    private sealed class Node
    {
        public Dictionary<int, Node> Next { get; } = [];

        public Node? Between { get; set; }

        public List<int>? Tags { get; set; }
    }
}

/// <summary>A phrase found.</summary>
/// <param name="Tag">The number it was given.</param>
/// <param name="First">Its first word in the text.</param>
/// <param name="Last">Its last word.</param>
internal readonly record struct PhraseMatch(int Tag, int First, int Last);
