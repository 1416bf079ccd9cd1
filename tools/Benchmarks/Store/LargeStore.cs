using System.Globalization;

namespace GovStack.Benchmarks.Store;

/// <summary>A store of many turns, ten to a conversation: starting on it, opening and saving.</summary>
internal static class LargeStore
{
    private const int TurnsPerConversation = 10;
    private const int Samples = 5_000;

    public static async Task MeasureAsync(string parent, int turns, CancellationToken cancellationToken)
    {
        using var temporary = new TemporaryStore(parent);
        var conversations = turns / TurnsPerConversation;
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        await FillAsync(temporary, conversations, cancellationToken);
        var filled = clock.GetElapsedTime(start);
        start = clock.GetTimestamp();
        temporary.Reopen();
        var reopened = clock.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{turns:N0} turns in {conversations:N0} conversations: written in {filled.TotalSeconds:F0} s ({turns / filled.TotalSeconds:N0}/s), "
            + $"{temporary.Bytes / (double)turns:F0} bytes a turn on the disk; closed and started again in {reopened.TotalSeconds:F1} s"));

        var random = new Random(1);
        await ReportOpeningAsync(temporary, conversations, random, "first touch since the start", cancellationToken);
        await ReportOpeningAsync(temporary, conversations, random, "again", cancellationToken);
        Console.WriteLine($"reading the ten turns of a conversation: {await Latencies.OfAsync(Samples, _ => temporary.Store.ReadTurnsAsync(
            Id(random.Next(conversations)), 1, TurnsPerConversation, cancellationToken))}");
        Console.WriteLine($"finding a message id: {await Latencies.OfAsync(Samples, _ => temporary.Store.FindMessageAsync(
            Id(random.Next(conversations)), TypicalTurn.Finished(5).MessageId, cancellationToken))}");
        var stride = Math.Max(1, conversations / Samples);
        Console.WriteLine($"saving one more turn: {await Latencies.OfAsync(Math.Min(Samples, conversations), time => temporary.Store.SaveTurnAsync(
            TypicalTurn.Head(Id(time * stride), TurnsPerConversation + 1), TypicalTurn.Finished(TurnsPerConversation + 1), cancellationToken))}");
    }

    private static async Task ReportOpeningAsync(TemporaryStore temporary, int conversations, Random random, string when, CancellationToken cancellationToken)
        => Console.WriteLine($"opening a conversation, {when}: {await Latencies.OfAsync(Samples, _ => temporary.Store.OpenAsync(
            Id(random.Next(conversations)), cancellationToken))}");

    // Turn by turn through all conversations of a stretch, as people's turns come: not conversation by conversation, which would lay them out for us.
    private static async Task FillAsync(TemporaryStore temporary, int conversations, CancellationToken cancellationToken)
    {
        const int stretch = 1_000;
        for (var first = 0; first < conversations; first += stretch)
        {
            for (var number = 1; number <= TurnsPerConversation; number++)
            {
                var turn = number;
                await Task.WhenAll(Enumerable.Range(first, Math.Min(stretch, conversations - first)).Select(conversation => temporary.Store.SaveTurnAsync(
                    TypicalTurn.Head(Id(conversation), turn), TypicalTurn.Finished(turn), cancellationToken)));
            }
        }
    }

    // Scattered, as random ids are: neighbours in time are not neighbours in the index.
    private static string Id(int conversation) => $"{unchecked((uint)conversation * 2_654_435_761u):x8}-8c1d-4f0a-b6e2-{conversation:D12}";
}
