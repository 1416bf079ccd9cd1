using System.Text.RegularExpressions;

namespace GovStack.Cluster;

/// <summary>
/// Builds another version of the server: a commit of this repository, and in every kind of message and row below a field that this version does not know and
/// whose value it therefore loses. What an update must live with, whatever the two versions are.
/// </summary>
internal static partial class OtherVersion
{
    /// <summary>What the added field is called in stored JSON.</summary>
    public const string Mark = "\"addedElsewhere\"";

    private static readonly string[] Records =
    [
        "Turn", "AcceptedTurn", "ConversationHead", "TurnRequest", "TokenEvent", "FlightSeat", "GrantRequest", "StoredAnswer", "DispatchDecision", "BotletPlan",
    ];

    /// <summary>Builds it.</summary>
    /// <returns>The silo's assembly.</returns>
    public static async Task<string> BuildAsync(Machine machine, string commit)
    {
        var folder = Directory.CreateDirectory(Path.Combine(machine.Folder, "other-version")).FullName;
        var archive = Path.Combine(machine.Folder, "other-version.tar");
        machine.Say($"Building the other version: {commit}, with a field more in {Records.Length} kinds of messages and rows");
        await Machine.RunAsync("git", "-C", Machine.Root, "archive", "--output", archive, commit);
        await Machine.RunAsync("tar", "-xf", archive, "-C", folder);
        var added = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "src", "Conversations"), "*.cs", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file);
            var changed = Declarations().Replace(text, match => Records.Contains(match.Groups["name"].Value) ? Add(match, ref added) : match.Value);
            if (changed != text)
                await File.WriteAllTextAsync(file, changed);
        }

        if (added != Records.Length)
            throw new InvalidOperationException($"{added} of {Records.Length} kinds of messages and rows were found in {commit}.");
        await Machine.RunAsync(
            "dotnet", "build", Path.Combine(folder, "src", "Silo"), "-c", "Release", "-v", "q", "-nologo", "--disable-build-servers", "-p:Version=0.0.1",
            "-p:TreatWarningsAsErrors=false", "-p:EnforceCodeStyleInBuild=false", "-p:GenerateDocumentationFile=false");
        return Path.Combine(folder, "src", "Silo", "bin", "Release", "net10.0", "GovStack.Silo.dll");
    }

    private static string Add(Match declaration, ref int added)
    {
        added++;
        const string Field = "public string AddedElsewhere { get; init; } = Guid.NewGuid().ToString();";
        return declaration.Groups["end"].Value == ";" ? $"{declaration.Groups["head"].Value} {{ {Field} }}" : declaration.Value + Field;
    }

    [GeneratedRegex(@"(?<head>public sealed record (?<name>\w+)\b[^;{]*)(?<end>[;{])")]
    private static partial Regex Declarations();
}
