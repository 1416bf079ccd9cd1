using GovStack.Conversations.Answers;

namespace GovStack.Standalone.Answers;

/// <summary>Reusable answers in memory, the least recently used forgotten first.</summary>
internal sealed class MemoryAnswerStore : IAnswerStore
{
    // 100,000 answers of about 2 KB each: the look-up goal of the benchmarks, and a bound on memory.
    private const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<AnswerKey, LinkedListNode<(AnswerKey Key, StoredAnswer Answer)>> _answers = [];
    private readonly LinkedList<(AnswerKey Key, StoredAnswer Answer)> _byUse = new();

    /// <inheritdoc/>
    public ValueTask<StoredAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_answers.TryGetValue(key, out var node))
                return ValueTask.FromResult<StoredAnswer?>(null);
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return ValueTask.FromResult<StoredAnswer?>(node.Value.Answer);
        }
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(AnswerKey key, StoredAnswer answer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_answers.Remove(key, out var known))
                _byUse.Remove(known);
            _answers[key] = _byUse.AddFirst((key, answer));
            if (_answers.Count > Capacity)
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
}
