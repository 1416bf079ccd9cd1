namespace GovStack.Benchmarks.Store;

/// <summary>What saving a turn costs as its conversation grows from 1 to 1,000 turns, over twenty conversations one after the other.</summary>
internal static class GrowingConversation
{
    private const int Conversations = 20;
    private const int Turns = 1_000;

    public static async Task MeasureAsync(string parent, CancellationToken cancellationToken)
    {
        using var temporary = new TemporaryStore(parent);
        var steps = Enumerable.Range(0, 5).Select(_ => new Latencies()).ToArray();
        for (var conversation = 0; conversation < Conversations; conversation++)
        {
            var id = $"growing-{conversation:D4}";
            for (var number = 1; number <= Turns; number++)
            {
                await steps[(number - 1) * steps.Length / Turns].AddAsync(
                    () => temporary.Store.SaveTurnAsync(TypicalTurn.Head(id, number), TypicalTurn.Finished(number), cancellationToken));
            }
        }

        for (var step = 0; step < steps.Length; step++)
            Console.WriteLine($"saving turn {(step * Turns / steps.Length) + 1} to {(step + 1) * Turns / steps.Length}: {steps[step]}");
    }
}
