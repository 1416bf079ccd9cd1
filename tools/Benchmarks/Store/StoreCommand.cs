using System.CommandLine;

namespace GovStack.Benchmarks.Store;

/// <summary>Measures the standalone host's store, beside what the disk itself takes.</summary>
internal static class StoreCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long each number of writers is measured.", DefaultValueFactory = _ => 5 };
        var turns = new Option<int>("--turns") { Description = "How many turns the large store holds; 0 skips it.", DefaultValueFactory = _ => 1_000_000 };
        var directory = new Option<DirectoryInfo>("--directory")
        {
            Description = "Where to make the stores, which are deleted afterwards: on the disk to be measured.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
        };
        var command = new Command("store", "Durable turns a second, the cost of saving as a conversation grows, and a store of a million turns.") { seconds, turns, directory };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var parent = parsed.GetRequiredValue(directory).FullName;
            CallCost.Measure();
            await DurableWrites.MeasureAsync(parent, TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), cancellationToken);
            await GrowingConversation.MeasureAsync(parent, cancellationToken);
            if (parsed.GetRequiredValue(turns) is > 0 and var count)
                await LargeStore.MeasureAsync(parent, count, cancellationToken);
        });
        return command;
    }
}
