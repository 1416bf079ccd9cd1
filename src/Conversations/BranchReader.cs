namespace GovStack.Conversations;

/// <summary>Reads the turns that lead to a checkpoint, following their parents back; keeps the last ones in memory.</summary>
internal sealed class BranchReader(string conversationId, ICheckpointStore store)
{
    /// <summary>How many turns are kept in memory: more than any prompt's history holds.</summary>
    public const int KeptTurns = 20;

    // Turns read at once while following parents back; branches are mostly straight, so a page holds as many turns of the branch.
    private const int PageTurns = 50;

    private readonly SortedDictionary<int, Turn> _kept = [];

    /// <summary>Keeps a turn just saved.</summary>
    public void Add(Turn turn)
    {
        _kept[turn.Number] = turn;
        while (_kept.Count > KeptTurns * 2)
            _kept.Remove(_kept.Keys.First());
    }

    /// <summary>Finds whether there is such a checkpoint; 0 always is.</summary>
    public async Task<bool> ExistsAsync(int checkpoint, CancellationToken cancellationToken)
        => checkpoint == 0
            || _kept.ContainsKey(checkpoint)
            || (checkpoint > 0 && (await store.ReadTurnsAsync(conversationId, checkpoint, checkpoint, cancellationToken)).Count > 0);

    /// <summary>Reads the last turns of the branch that ends with a checkpoint, oldest first; null where there is no such checkpoint.</summary>
    public async Task<IReadOnlyList<Turn>?> ReadAsync(int checkpoint, int count, CancellationToken cancellationToken)
    {
        var branch = new List<Turn>(Math.Min(count, PageTurns));
        var page = new Dictionary<int, Turn>();
        for (var number = checkpoint; number > 0 && branch.Count < count;)
        {
            if (!_kept.TryGetValue(number, out var turn) && !page.TryGetValue(number, out turn))
            {
                foreach (var read in await store.ReadTurnsAsync(conversationId, Math.Max(1, number - PageTurns + 1), number, cancellationToken))
                    page[read.Number] = read;
                if (!page.TryGetValue(number, out turn))
                    return null;
            }

            branch.Add(turn);
            number = turn.Parent;
        }

        branch.Reverse();
        foreach (var turn in branch.TakeLast(KeptTurns))
            Add(turn);
        return branch;
    }
}
