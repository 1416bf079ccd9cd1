using GovStack.Conversations;
using GovStack.Standalone.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Standalone.Tests.Storage;

/// <summary>
/// A process that writes as fast as it can and says what has been acknowledged: "A writer number" for an accepted question, "T writer number" for a turn.
/// Started again on the same data it first finishes what was accepted. It runs until it is killed.
/// </summary>
internal static class StoreWorkload
{
    public const string Verb = "store-workload";
    public const int Writers = 8;

    private static readonly Lock Output = new();

    public static string Id(int writer) => $"writer-{writer}";

    public static async Task<int> RunAsync(string path)
    {
        using var directory = DataDirectory.Open(path);
        // A log that is moved often: the kill should also hit that.
        using var store = SqliteCheckpointStore.Open(
            directory, new StorageOptions { LogPages = 100 }, TimeProvider.System, NullLogger<SqliteCheckpointStore>.Instance);
        await Task.WhenAll(Enumerable.Range(1, Writers).Select(writer => Task.Run(() => WriteAsync(store, writer))));
        return 0;
    }

    private static async Task WriteAsync(SqliteCheckpointStore store, int writer)
    {
        var random = new Random(writer);
        var stored = await store.OpenAsync(Id(writer), default);
        var head = stored?.Head ?? Head(Id(writer), 0) with { LastNumber = 0, Current = 0 };
        foreach (var accepted in stored?.Unanswered ?? [])
            head = await FinishAsync(store, writer, head, accepted.Number, random);
        while (true)
        {
            head = head with { Version = head.Version + 1, LastNumber = head.LastNumber + 1 };
            await store.AcceptAsync(head, Accepted(head.LastNumber), default);
            Say($"A {writer} {head.LastNumber}");
            head = await FinishAsync(store, writer, head, head.LastNumber, random);
        }
    }

    private static async Task<ConversationHead> FinishAsync(SqliteCheckpointStore store, int writer, ConversationHead head, int number, Random random)
    {
        head = head with { Version = head.Version + 1, Current = number };
        var answer = new string((char)('a' + (number % 26)), random.Next(10, 20_000));
        await store.SaveTurnAsync(head, Finished(number, Usage(new DateOnly(2026, 3, 2))) with { Answer = answer }, default);
        Say($"T {writer} {number}");
        return head;
    }

    private static void Say(string line)
    {
        lock (Output)
        {
            Console.Out.WriteLine($"{line}.");
            Console.Out.Flush();
        }
    }
}
