using System.CommandLine;
using GovStack.Conversations;
using GovStack.Frontend;
using GovStack.Standalone.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Standalone;

/// <summary><c>export &lt;file&gt;</c> and <c>import &lt;file&gt;</c>: conversations to and from the cluster host, which has the same verbs.</summary>
internal static class MoveCommands
{
    /// <summary>Makes the command that writes.</summary>
    public static Command CreateExport(TimeProvider clock)
    {
        var file = File("The file to write, a line each.");
        var tenants = new Option<string[]>("--tenant") { Description = "The agencies whose conversations are moved.", Required = true, AllowMultipleArgumentsPerToken = true };
        var directory = StorageCommands.DirectoryOption();
        var command = new Command("export", "Writes conversations for another host to import. The server must be stopped.") { file, tenants, directory };
        command.SetAction(parsed => StorageCommands.Run(parsed, output => WithStore(StorageCommands.Resolve(parsed.GetValue(directory)), clock, store =>
        {
            using var writer = new StreamWriter(SecretFile.Create(parsed.GetRequiredValue(file)));
            var count = new ConversationTransfer(store).ExportAsync(parsed.GetRequiredValue(tenants), writer, CancellationToken.None).GetAwaiter().GetResult();
            output.WriteLine($"Wrote {count} conversations. The file holds what people asked: keep it closely, and delete it when it is imported.");
        })));
        return command;
    }

    /// <summary>Makes the command that reads.</summary>
    public static Command CreateImport(TimeProvider clock)
    {
        var file = File("What 'export' wrote.");
        var directory = StorageCommands.DirectoryOption();
        var command = new Command("import", "Reads conversations another host has exported. The server must be stopped.") { file, directory };
        command.SetAction(parsed => StorageCommands.Run(parsed, output => WithStore(StorageCommands.Resolve(parsed.GetValue(directory)), clock, store =>
        {
            using var reader = new StreamReader(parsed.GetRequiredValue(file));
            output.WriteLine($"Read {new ConversationTransfer(store).ImportAsync(reader, CancellationToken.None).GetAwaiter().GetResult()} new conversations.");
        })));
        return command;
    }

    private static Argument<string> File(string description) => new("file") { Description = description };

    private static void WithStore(string path, TimeProvider clock, Action<ICheckpointStore> work)
    {
        using var directory = DataDirectory.Open(path);
        using var store = SqliteCheckpointStore.Open(directory, new StorageOptions { Directory = path }, clock, NullLogger<SqliteCheckpointStore>.Instance);
        work(store);
    }
}
