using System.CommandLine;
using System.Text.Json;

namespace GovStack.Frontend.Staff;

/// <summary>The command <c>staff add</c>: puts an account into the secret file, or gives it a new password.</summary>
public static class StaffCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="input">Where the password is read from, one line: never an argument, which every process list shows.</param>
    /// <param name="output">Where it says what it did.</param>
    public static Command Create(TextReader input, TextWriter output)
    {
        var name = new Argument<string>("name") { Description = "The name, as it will stand in the audit." };
        var file = new Option<string>("--file") { Description = "The secret file of staff (setting Staff:File).", Required = true };
        var roles = new Option<StaffRole[]>("--role")
        {
            Description = "Viewer, Operator or Auditor; may be given several times.",
            DefaultValueFactory = _ => [StaffRole.Viewer],
            AllowMultipleArgumentsPerToken = true,
        };
        var add = new Command("add", "Adds an account, or gives it a new password. The password is read from standard input.") { name, file, roles };
        add.SetAction(result => Add(result.GetValue(name)!, result.GetValue(file)!, result.GetValue(roles)!, input, output));
        return new Command("staff", "Accounts of staff.") { add };
    }

    private static int Add(string name, string path, IReadOnlyList<StaffRole> roles, TextReader input, TextWriter output)
    {
        const int MinLength = 12;
        output.WriteLine($"Password for {name} (at least {MinLength} characters):");
        if (input.ReadLine() is not { Length: >= MinLength } password)
        {
            output.WriteLine("That is too short; nothing was changed.");
            return 1;
        }

        var accounts = File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllText(path), StaffJson.Default.StaffFile)?.Accounts ?? []
            : [];
        var account = new StaffAccount { Name = name, Password = StaffPassword.Hash(password), Roles = roles };
        SecretFile.Write(path, JsonSerializer.Serialize(new StaffFile([.. accounts.Where(known => known.Name != name), account]), StaffJson.Default.StaffFile));
        output.WriteLine($"{name} may sign in as {string.Join(", ", roles)}.");
        return 0;
    }
}
