using System.CommandLine;

namespace GovStack.Standalone.Storage;

/// <summary><c>restore &lt;backup&gt;</c>: puts a backup in place. Refuses while a server runs, and to replace data unless told to.</summary>
internal static class RestoreCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="clock">The clock that names what is moved aside.</param>
    public static Command Create(TimeProvider clock)
    {
        var backup = new Argument<string>("backup") { Description = "A directory that 'backup' made." };
        var replace = new Option<bool>("--replace") { Description = "Move the data that is there aside. Without this, nothing that exists is touched." };
        var directory = StorageCommands.DirectoryOption();
        var command = new Command("restore", "Puts a backup in place of the data directory's content. The server must be stopped.") { backup, replace, directory };
        command.SetAction(parsed => StorageCommands.Run(parsed, output =>
        {
            var to = StorageCommands.Resolve(parsed.GetValue(directory));
            var aside = StoreBackup.Restore(parsed.GetRequiredValue(backup), to, parsed.GetValue(replace), clock.GetUtcNow());
            output.WriteLine($"Restored {Path.GetFullPath(parsed.GetRequiredValue(backup))} to {to}.");
            if (aside is not null)
                output.WriteLine($"What was there is now in {aside}. Delete it when it is no longer needed: it holds what people asked.");
        }));
        return command;
    }
}
