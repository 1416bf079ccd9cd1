using System.Collections.Concurrent;
using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Planning;

namespace GovStack.LoadTest.Running;

/// <summary>Sends a load: everybody comes when the plan says, by a clock that has just been restarted, whatever became of those before. Nobody retries.</summary>
internal sealed class LoadRunner(LoadTestOptions options, ChatFactory chats, RunClock clock, LoadProgress progress)
{
    private readonly ConcurrentBag<AskRecord> _records = [];

    public async Task<IReadOnlyList<AskRecord>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        _records.Clear();
        progress.Begin(plan);
        using var showing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var shown = progress.ShowAsync(clock, showing.Token);
        var people = new List<Task>(plan.People.Count);
        foreach (var (person, number) in plan.People.Select((person, number) => (person, number)))
        {
            await clock.DelayUntilAsync(person.At, cancellationToken);
            people.Add(ServeAsync(person, number, cancellationToken));
        }

        await Task.WhenAll(people);
        await showing.CancelAsync();
        await shown;
        return [.. _records.OrderBy(record => record.AskedAt).ThenBy(record => record.Person).ThenBy(record => record.Index)];
    }

    private async Task ServeAsync(Person person, int number, CancellationToken cancellationToken)
    {
        // Leaves the loop that starts people at once: making a thousand of them is not to delay the last.
        await Task.Yield();
        var chat = chats.Create();
        if (person.AllAtOnce)
        {
            await Task.WhenAll(person.Questions.Select((question, index) => AskAsync(chat, number, index, question, cancellationToken)));
            return;
        }

        for (var index = 0; index < person.Questions.Count; index++)
        {
            if (index > 0)
            {
                await clock.DelayAsync(person.Think, cancellationToken);
                chat = person.FreshConversations ? chats.Create() : chat;
            }

            await AskAsync(chat, number, index, person.Questions[index], cancellationToken);
        }
    }

    private async Task AskAsync(Chat chat, int person, int index, Question question, CancellationToken cancellationToken)
    {
        var record = new AskRecord(person, index, question, clock.Now, new Reply(), Outcome.Abandoned) { Chat = chat };
        var seen = new ReplyProgress(clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(clock.ToWall(options.Patience));
        progress.Asked();
        Reply reply;
        try
        {
            reply = await chat.AskAsync(record.MessageId, question.Text, seen, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reply = seen.End("none", 0);
        }

        var outcome = Judge.Decide(question, reply, options.Deadline);
        _records.Add(record with { Reply = reply, Outcome = outcome });
        progress.Ended(outcome);
    }
}
