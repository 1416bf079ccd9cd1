using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Dispatch;
using GovStack.Standalone.Mailboxes;
using GovStack.Standalone.Storage;
using GovStack.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace GovStack.Standalone.Tests.Mailboxes;

/// <summary>A question is thought through while the disk makes it durable: the writer's thread is held meanwhile.</summary>
public sealed class ThinkingAheadTests : IAsyncLifetime
{
    private readonly StandaloneHostFixture _host = new();
    private readonly string _id = $"citizen-{Guid.NewGuid():N}";
    private CountingPlanner _planner = null!;   // Both are made in InitializeAsync.
    private ConversationMailbox _mailbox = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync();
        var services = _host.Services.GetRequiredService<ConversationServices>();
        _planner = new(services.Planner);
        _mailbox = new(new Conversation(_id, _host.Store, services with { Planner = _planner }), _host.Clock);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task AskAsync_WhileItIsBeingSaved_ThinksOnceAndLetsNothingOut()
    {
        using var disk = await HoldTheDiskAsync();
        var asking = AskAsync("How do I renew a passport?");
        await _planner.Prepared;

        Assert.False(asking.IsCompleted);
        Assert.Empty(_host.Model.Calls);

        disk.Release();
        await ReadToEndAsync(await asking);
        Assert.Equal((1, 1), (_planner.Dispatches, _planner.Preparations));
        Assert.Single(_host.Model.Calls);
    }

    [Fact]
    public async Task AskAsync_AnotherBranchIsSavedBeforeIt_ThinksAgain()
    {
        await ReadToEndAsync(await AskAsync("How do I renew a passport?"));
        await ReadToEndAsync(await AskAsync("What does a passport renewal cost?"));
        using var disk = await HoldTheDiskAsync();
        var forking = _mailbox.RunAsync(conversation => conversation.ForkAsync(1, CancellationToken.None));
        _planner.Reset();
        var asking = AskAsync("How long does a passport renewal take?");
        await _planner.Prepared;

        disk.Release();
        Assert.True(await forking);
        await ReadToEndAsync(await asking);

        Assert.Equal(2, _planner.Preparations);
        Assert.Equal(1, Assert.Single(await _host.Store.ReadTurnsAsync(_id, 3, 3, CancellationToken.None)).Parent);
        Assert.DoesNotContain(_host.Model.Calls[^1].Messages, message => message.Text.Contains("What does a passport renewal cost?", StringComparison.Ordinal));
    }

    private Task<TurnTicket> AskAsync(string text)
        => _mailbox.RunAsync(conversation => conversation.AskAsync(new(text) { Caller = new("sample", "person", "web") }, CancellationToken.None));

    private async Task ReadToEndAsync(TurnTicket ticket)
    {
        Assert.Null(ticket.Refusal);
        for (var next = ticket.FirstEvent; ;)
        {
            var batch = await _mailbox.RunAsync(conversation => conversation.ReadFromAsync(next, TimeSpan.FromSeconds(20), CancellationToken.None));
            if (batch.Events.Any(happened => happened.IsLast))
                return;
            next = batch.Next;
        }
    }

    private async Task<HeldDisk> HoldTheDiskAsync()
    {
        var disk = new HeldDisk();
        await disk.HoldAsync(((SqliteCheckpointStore)_host.Store).Writer);
        return disk;
    }

    private sealed class HeldDisk : IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();

        public async Task HoldAsync(StoreWriter writer)
        {
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = writer.WriteAsync(_ =>
            {
                entered.TrySetResult();
                _gate.Wait(TestContext.Current.CancellationToken);
                return 0;
            });
            await entered.Task;
        }

        public void Release() => _gate.Set();

        public void Dispose() => _gate.Set();   // The writer's thread may still look at it, so it is left to the collector.
    }

    private sealed class CountingPlanner(ITurnPlanner inner) : ITurnPlanner
    {
        private TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Dispatches { get; private set; }

        public int Preparations { get; private set; }

        public Task Prepared => _prepared.Task;

        public void Reset()
        {
            (Dispatches, Preparations) = (0, 0);
            _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public ValueTask<DispatchDecision> DispatchAsync(LoadedAgency agency, string question, string language, DispatchContext? context)
        {
            Dispatches++;
            return inner.DispatchAsync(agency, question, language, context);
        }

        public async ValueTask<BotletPlan> PrepareAsync(BotletInput input)
        {
            Preparations++;
            var plan = await inner.PrepareAsync(input);
            _prepared.TrySetResult();
            return plan;
        }
    }
}
