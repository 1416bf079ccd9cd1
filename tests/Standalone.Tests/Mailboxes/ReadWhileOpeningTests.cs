using System.Reflection;
using GovStack.Conversations;
using GovStack.Standalone.Mailboxes;
using GovStack.TestKit.Contracts;
using GovStack.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace GovStack.Standalone.Tests.Mailboxes;

/// <summary>A reader comes while somebody else is opening the conversation: until that is done it only looks idle.</summary>
public sealed class ReadWhileOpeningTests : IAsyncLifetime
{
    private readonly StandaloneHostFixture _host = new();
    private readonly TaskCompletionSource _store = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConversationMailbox _mailbox = null!;   // Made in InitializeAsync.

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync();
        var id = $"citizen-{Guid.NewGuid():N}";
        var accepted = StoredSamples.Accepted(1) with { Caller = new("sample", "person", "web"), TicketFor = null, Crisis = null, Botlet = null, Chain = null, Prior = [] };
        await _host.Store.AcceptAsync(StoredSamples.Head(id, 1, tenant: "sample") with { Current = 0, LastNumber = 1, Summary = null }, accepted, CancellationToken.None);
        var slow = DispatchProxy.Create<ICheckpointStore, SlowToOpen>();
        ((SlowToOpen)(object)slow).Holds(_host.Store, _store.Task);
        _mailbox = new(new Conversation(id, slow, _host.Services.GetRequiredService<ConversationServices>()), _host.Clock);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task ReadFromAsync_SomebodyElseIsOpening_IsNotToldThatNothingComes()
    {
        var opening = _mailbox.RunAsync(async conversation =>
        {
            await conversation.OpenAsync(CancellationToken.None);
            return true;
        });
        var reading = _mailbox.RunAsync(conversation => conversation.ReadFromAsync(1, TimeSpan.Zero, CancellationToken.None));
        await _mailbox.RunAsync(_ => Task.FromResult(true));   // One after the other: both have begun.

        Assert.False(reading.IsCompleted);
        _store.SetResult();

        Assert.True(await opening);
        Assert.False((await reading).IsIdle);   // The question that was left runs again.
    }

    /// <summary>The store, but what is read at opening comes late.</summary>
    public class SlowToOpen : DispatchProxy
    {
        private ICheckpointStore _inner = null!;   // Both are set by Holds, right after the proxy is made.
        private Task _until = null!;

        public void Holds(ICheckpointStore inner, Task until) => (_inner, _until) = (inner, until);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
            => targetMethod!.Name == nameof(ICheckpointStore.OpenAsync) ? OpenAsync((string)args![0]!) : targetMethod.Invoke(_inner, args);

        private async Task<StoredConversation?> OpenAsync(string id)
        {
            await _until;
            return await _inner.OpenAsync(id, CancellationToken.None);
        }
    }
}
