using System.IO.Compression;
using System.Text;
using GovStack.Conversations;
using GovStack.Conversations.Answers;

namespace GovStack.Standalone.Answers;

/// <summary>Reusable answers in memory, the least recently used forgotten first.</summary>
internal sealed class MemoryAnswerStore : IAnswerStore
{
    // A bound on memory, at under 2 KB each: B reuse.
    private const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<AnswerKey, LinkedListNode<(AnswerKey Key, Kept Answer)>> _answers = [];
    private readonly LinkedList<(AnswerKey Key, Kept Answer)> _byUse = new();
    private readonly int _capacity;

    public MemoryAnswerStore()
        : this(Capacity)
    {
    }

    public MemoryAnswerStore(int capacity) => _capacity = capacity;

    /// <inheritdoc/>
    public ValueTask<StoredAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        Kept found;
        lock (_gate)
        {
            if (!_answers.TryGetValue(key, out var node))
                return ValueTask.FromResult<StoredAnswer?>(null);
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            found = node.Value.Answer;
        }

        return ValueTask.FromResult<StoredAnswer?>(found.Unpack());
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(AnswerKey key, StoredAnswer answer, CancellationToken cancellationToken)
    {
        var kept = Kept.Pack(answer);
        lock (_gate)
        {
            if (_answers.Remove(key, out var known))
                _byUse.Remove(known);
            _answers[key] = _byUse.AddFirst((key, kept));
            if (_answers.Count > _capacity)
            {
                _answers.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(string tenant, string keepVersion, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var key in _answers.Keys.Where(key => key.Tenant == tenant && key.KnowledgeVersion != keepVersion).ToArray())
            {
                _answers.Remove(key, out var node);
                _byUse.Remove(node!);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>An answer as it is kept: its text compressed, which is most of it; the strings of its sources are the pages' own.</summary>
    private sealed record Kept(byte[] Text, int Length, TurnSource[] Sources, string[] Suggestions, DateTimeOffset AnsweredAt, string? Model)
    {
        private const int Quality = 4;      // Of 0 to 11; a low one, since it is paid once an answer and no disk is filled.
        private const int WindowBits = 16;  // Answers are shorter than 64 KB; a longer one only compresses less.

        public static Kept Pack(StoredAnswer answer)
        {
            var text = Encoding.UTF8.GetBytes(answer.Answer);
            var packed = new byte[BrotliEncoder.GetMaxCompressedLength(text.Length)];
            return BrotliEncoder.TryCompress(text, packed, out var written, Quality, WindowBits)
                ? new(packed[..written], text.Length, [.. answer.Sources], [.. answer.Suggestions], answer.AnsweredAt, answer.Model)
                : throw new InvalidOperationException("An answer did not fit into the room that compressing it takes at most.");
        }

        public StoredAnswer Unpack()
        {
            var text = new byte[Length];
            return BrotliDecoder.TryDecompress(Text, text, out var written) && written == Length
                ? new(Encoding.UTF8.GetString(text), Sources, Suggestions, AnsweredAt, Model)
                : throw new InvalidOperationException("A kept answer could not be read again.");
        }
    }
}
