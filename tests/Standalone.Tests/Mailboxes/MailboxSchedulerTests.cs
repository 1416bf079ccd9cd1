using GovStack.Standalone.Mailboxes;

namespace GovStack.Standalone.Tests.Mailboxes;

public sealed class MailboxSchedulerTests
{
    [Fact]
    public async Task Run_NothingElseRuns_RunsOnTheCallersThread()
    {
        var own = Environment.CurrentManagedThreadId;
        var thread = new Task<int>(() => Environment.CurrentManagedThreadId);

        new MailboxScheduler().Run(thread);

        Assert.True(thread.IsCompleted);
        Assert.Equal(own, await thread);
    }

    [Fact]
    public async Task Run_WithinAnotherTask_WaitsUntilThatIsThrough()
    {
        var scheduler = new MailboxScheduler();
        var inner = new Task(() => { });
        var outer = new Task<bool>(() =>
        {
            scheduler.Run(inner);
            return inner.IsCompleted;
        });

        scheduler.Run(outer);
        await inner;

        Assert.False(await outer);
    }

    [Fact]
    public async Task Run_AfterAFault_GoesOn()
    {
        var scheduler = new MailboxScheduler();
        var faulty = new Task(() => throw new InvalidOperationException());
        var next = new Task<int>(() => 1);

        scheduler.Run(faulty);
        scheduler.Run(next);

        Assert.True(faulty.IsFaulted);
        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task Run_FromManyThreads_NeverInParallel_AndAwaitsComeBack()
    {
        var scheduler = new MailboxScheduler();
        var (inside, most, total) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var call = 0; call < 200; call++)
            {
                var task = new Task<Task>(async () =>
                {
                    Enter();
                    await Task.Yield();
                    Enter();
                });
                scheduler.Run(task);
                await task.Unwrap();
            }
        })));

        Assert.Equal(1, most);
        Assert.Equal(8 * 200 * 2, total);

        // Neither counts atomically: two at once would be seen by either.
        void Enter()
        {
            Assert.Same(scheduler, TaskScheduler.Current);
            most = Math.Max(most, ++inside);
            total++;
            Thread.SpinWait(20);
            inside--;
        }
    }
}
