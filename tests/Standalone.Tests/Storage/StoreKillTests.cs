using System.Diagnostics;
using System.Globalization;
using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Standalone.Tests.Storage;

/// <summary>Kills a process that writes to the store, again and again, and looks at what is left each time.</summary>
public sealed class StoreKillTests : IDisposable
{
    private const int Kills = 80;

    private readonly string _path = SqliteStoreFixture.NewPath();
    private readonly Acknowledged[] _acknowledged = [.. Enumerable.Range(0, StoreWorkload.Writers + 1).Select(_ => new Acknowledged())];

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Store_KilledAtAnyMoment_LosesNothingAcknowledgedAndShowsNothingHalf()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Every fourth is killed while it starts; the others after so many writes.
            if (kill % 4 == 0)
                await RunAndKillAsync(int.MaxValue, TimeSpan.FromMilliseconds(random.Next(50, 400)));
            else
                await RunAndKillAsync(random.Next(1, 600), TimeSpan.FromSeconds(30));
            await CheckAsync();
        }

        Assert.True(_acknowledged.Sum(writer => writer.Turn) > Kills, "The process hardly wrote anything.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{_acknowledged.Sum(writer => writer.Turn)} turns acknowledged, {Kills} kills");
    }

    private async Task RunAndKillAsync(int acknowledgements, TimeSpan limit)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [StoreWorkload.Verb, _path]) { RedirectStandardOutput = true })!;
        using var timer = TimeProvider.System.CreateTimer(_ => process.Kill(), null, limit, Timeout.InfiniteTimeSpan);   // SIGKILL: nothing of it runs on.
        var read = 0;

        // What it said before it died counts, to the last whole line.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.EndsWith('.'))
                Note(line[..^1]);
            if (++read == acknowledgements)
                process.Kill();
        }

        await process.WaitForExitAsync();
        Assert.Equal(128 + 9, process.ExitCode);
    }

    private void Note(string line)
    {
        var parts = line.Split(' ');
        var number = int.Parse(parts[2], CultureInfo.InvariantCulture);
        var writer = _acknowledged[int.Parse(parts[1], CultureInfo.InvariantCulture)];
        if (parts[0] == "A")
            writer.Accepted = number;
        else
            writer.Turn = number;
    }

    private async Task CheckAsync()
    {
        using var directory = DataDirectory.Open(_path);
        using var store = SqliteCheckpointStore.Open(
            directory, new StorageOptions { StartCheck = TimeSpan.FromMinutes(1) }, TimeProvider.System, NullLogger<SqliteCheckpointStore>.Instance);
        long turns = 0;
        for (var writer = 1; writer <= StoreWorkload.Writers; writer++)
            turns += await CheckWriterAsync(store, writer);
        var spend = await store.ReadSpendAsync("town", DateOnly.MinValue, DateOnly.MaxValue, default);
        Assert.Equal(turns, spend.Sum(day => day.Turns));
    }

    private async Task<int> CheckWriterAsync(SqliteCheckpointStore store, int writer)
    {
        var acknowledged = _acknowledged[writer];
        if (await store.OpenAsync(StoreWorkload.Id(writer), default) is not { } stored)
        {
            Assert.Equal(0, acknowledged.Accepted);
            return 0;
        }

        var turns = await store.ReadTurnsAsync(StoreWorkload.Id(writer), 0, int.MaxValue, default);
        int[] numbers = [.. turns.Select(turn => turn.Number), .. stored.Unanswered.Select(accepted => accepted.Number)];

        // Nothing acknowledged is lost; nothing is there twice or missing in between.
        Assert.True(turns.Count >= acknowledged.Turn, $"Turn {acknowledged.Turn} of writer {writer} was acknowledged, {turns.Count} are there.");
        Assert.True(numbers.Length >= acknowledged.Accepted, $"Question {acknowledged.Accepted} of writer {writer} was accepted, {numbers.Length} are there.");
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        Assert.InRange(stored.Unanswered.Count, 0, 1);

        // Head, turns and questions tell of the same moment, and every answer is whole.
        Assert.Equal((numbers.Length, (2 * turns.Count) + stored.Unanswered.Count), (stored.Head.LastNumber, (int)stored.Head.Version));
        Assert.All(turns, turn => Assert.Equal(new string((char)('a' + (turn.Number % 26)), turn.Answer.Length), turn.Answer));
        return turns.Count;
    }

    private sealed class Acknowledged
    {
        public int Accepted { get; set; }

        public int Turn { get; set; }
    }
}
