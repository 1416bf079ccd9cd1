using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using GovStack.TestKit.Stores;

namespace GovStack.Standalone.Tests.Server;

/// <summary>The README's first command, from the repository's root and with no setting that finds anything for it.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly string _path = Directory.CreateDirectory(SqliteStoreFixture.NewPath()).FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    [Trait("Category", "Long")]
    public async Task DotnetRun_AtTheRoot_AnswersFromTheSamplePages()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet")
        {
            // Built already: the tests refer to it. The store goes elsewhere, so that nothing is left in the tree.
            ArgumentList = { "run", "--project", "src/Standalone", "--no-build", "-c", Configuration, "--", "--urls=http://127.0.0.1:0", $"--Storage:Directory={_path}" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var secret in (string[])["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY"])
            start.Environment.Remove(secret);

        using var server = await RunningServer.StartAsync(start, cancellationToken);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var response = await client.PostAsJsonAsync("api/quick", new { text = "How do I get an EIN?" }, cancellationToken);
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);

        var completion = await client.PostAsJsonAsync("v1/chat/completions", new { model = "auto", messages = new[] { new { role = "user", content = "How do I get an EIN?" } } }, cancellationToken);
        var said = await completion.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);

        Assert.Contains("irs.gov/ein", reply.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Contains("irs.gov/ein", said.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);   // No key: it is this machine, and somebody tries it out.
    }

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
}
