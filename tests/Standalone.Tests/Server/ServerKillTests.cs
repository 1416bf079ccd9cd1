using GovStack.Conversations;
using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Standalone.Tests.Server;

/// <summary>Kills the real server under load, again and again: every accepted question is answered, once, and no answer that was given is lost.</summary>
public sealed class ServerKillTests : IDisposable
{
    private const int Kills = 25;
    private const int People = 6;

    private readonly string _path = Directory.CreateDirectory(SqliteStoreFixture.NewPath()).FullName;
    private readonly List<AskingPerson> _people = [.. Enumerable.Range(0, People).Select(_ => new AskingPerson())];

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Server_KilledAtAnyMoment_AnswersEveryAcceptedQuestionOnce()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var seed = Environment.TickCount;
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var startTimes = new List<double>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = await RunningServer.StartAsync(_path, cancellationToken);
            startTimes.Add(server.StartTime.TotalSeconds);
            await AskUntilKilledAsync(server, random.Next(1, 120));
        }

        using (var server = await RunningServer.StartAsync(_path, cancellationToken))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            foreach (var person in _people.Where(person => person.Accepted.Count > 0))
                await person.WaitForAnswersAsync(client, cancellationToken);
            await server.KillAsync();
        }

        await CheckAsync();
        output.WriteLine($"{_people.Sum(person => person.Accepted.Count)} questions accepted, {_people.Sum(person => person.Answered.Count)} answers given, "
            + $"{_people.Sum(person => person.Repeats)} asked again, {Kills} kills; start {startTimes.Order().ElementAt(Kills / 2):F2} s");
    }

    private async Task AskUntilKilledAsync(RunningServer server, int acknowledgements)
    {
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var asking = Task.WhenAll(_people.Select(person => Task.Run(() => person.AskAsync(client, () =>
        {
            if (Interlocked.Increment(ref count) >= acknowledgements)
                enough.TrySetResult();
        }))));
        await Task.WhenAny(enough.Task, asking);
        await server.KillAsync();
        await asking;
        Assert.True(count > 0, "The server went away by itself.");
    }

    private async Task CheckAsync()
    {
        using var directory = DataDirectory.Open(_path);
        using var store = SqliteCheckpointStore.Open(
            directory, new StorageOptions { StartCheck = TimeSpan.FromMinutes(1) }, TimeProvider.System, NullLogger<SqliteCheckpointStore>.Instance);
        Assert.Empty(await store.ListUnansweredAsync(default));
        foreach (var person in _people.Where(person => person.Conversation is not null))
        {
            var turns = await store.ReadTurnsAsync(person.Conversation!, 0, int.MaxValue, default);
            var byMessage = turns.ToLookup(turn => turn.MessageId);

            Assert.All(person.Accepted, messageId => Assert.Single(byMessage[messageId]));
            Assert.All(person.Answered, answered => Assert.Equal(answered.Value, byMessage[answered.Key].Single().Answer));
            Assert.All(byMessage, turnsOfMessage => Assert.Single(turnsOfMessage));
            Assert.All(turns, turn => Assert.NotEqual(AnswerKind.Failed, turn.Kind));

            // Beside those accepted there is at most the last one, whose acknowledgement died with the server.
            Assert.InRange(turns.Count, person.Accepted.Distinct().Count(), person.Accepted.Distinct().Count() + 1);
            Assert.Equal(Enumerable.Range(1, turns.Count), turns.Select(turn => turn.Number));
        }
    }
}
