using System.CommandLine;

namespace GovStack.Standalone.Storage;

/// <summary><c>backup &lt;target&gt;</c>: copies the data directory, also while the server runs.</summary>
internal static class BackupCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var target = new Argument<string>("target") { Description = "The directory to make. It must not exist yet." };
        var directory = StorageCommands.DirectoryOption();
        var command = new Command("backup", "Copies the conversations and the server's keys into a new directory, also while the server runs.") { target, directory };
        command.SetAction(parsed => StorageCommands.Run(parsed, output =>
        {
            var from = StorageCommands.Resolve(parsed.GetValue(directory));
            var bytes = StoreBackup.Make(from, parsed.GetRequiredValue(target));
            output.WriteLine($"Backed up {from} to {Path.GetFullPath(parsed.GetRequiredValue(target))}: {bytes:N0} bytes, checked.");
            output.WriteLine("It holds what people asked, and the server's secret key: keep it as closely as the data itself.");
        }));
        return command;
    }
}
