using System.Globalization;

namespace GovStack.Benchmarks.Store;

/// <summary>Durable turns a second by writers at once. A turn is two durable writes, one after the other: the accepted question, then the finished turn.</summary>
internal static class DurableWrites
{
    private const int TurnsPerConversation = 50;

    public static async Task MeasureAsync(string parent, TimeSpan duration, CancellationToken cancellationToken)
    {
        Console.WriteLine($"the disk alone, appending 20 KB and flushing: {MeasureDisk(parent, duration)}");
        foreach (var writers in (int[])[1, 1, 16, 64])
            await MeasureAsync(parent, writers, duration, cancellationToken);
        Console.WriteLine($"the disk alone, once more: {MeasureDisk(parent, duration)}");
    }

    private static async Task MeasureAsync(string parent, int writers, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var temporary = new TemporaryStore(parent);
        var latencies = new Latencies();
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var turns = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(
            async () =>
            {
                var number = 0;
                while (clock.GetElapsedTime(start) < duration && !cancellationToken.IsCancellationRequested)
                {
                    var id = $"conversation-{writer:D4}-{number / TurnsPerConversation:D8}";
                    var inConversation = (number++ % TurnsPerConversation) + 1;
                    await latencies.AddAsync(() => temporary.Store.AcceptAsync(
                        TypicalTurn.Head(id, (2 * inConversation) - 1), TypicalTurn.Accepted(inConversation), cancellationToken));
                    await latencies.AddAsync(() => temporary.Store.SaveTurnAsync(
                        TypicalTurn.Head(id, 2 * inConversation), TypicalTurn.Finished(inConversation), cancellationToken));
                }

                return number;
            },
            cancellationToken)));
        var elapsed = clock.GetElapsedTime(start);
        var writer = temporary.Store.Writer;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{writers,3} writers: {turns.Sum() / elapsed.TotalSeconds:N0} durable turns/s; a write {latencies}; {(double)writer.Saved / writer.Commits:F1} writes a flush"));
    }

    private static Latencies MeasureDisk(string parent, TimeSpan duration)
    {
        var path = Path.Combine(parent, $"govstack-benchmark-{Guid.NewGuid():N}");
        var latencies = new Latencies();
        var clock = TimeProvider.System;
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, preallocationSize: 8 << 20))
        {
            var page = new byte[20 << 10];
            Random.Shared.NextBytes(page);
            var start = clock.GetTimestamp();
            for (var time = 0; clock.GetElapsedTime(start) < duration; time++)
            {
                var before = clock.GetTimestamp();
                RandomAccess.Write(file, page, time * page.Length % (8 << 20));
                RandomAccess.FlushToDisk(file);
                latencies.Add(clock.GetElapsedTime(before));
            }
        }

        File.Delete(path);
        return latencies;
    }
}
