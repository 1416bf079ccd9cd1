using GovStack.Knowledge.Packs;
using GovStack.TestKit;

namespace GovStack.Knowledge.Tests.Packs;

public sealed class PackCheckTests
{
    [Fact]
    public async Task RunAsync_FaultyPack_PrintsTheFaultsAndFails()
    {
        using var folder = new PackFolder();
        folder.Replace("agency.yaml", "general: general", "general: nobody");
        folder.Replace("pages/en/tax/refunds.md", "language: en", "language: fr");
        var output = new StringWriter { NewLine = "\n" };

        var exitCode = await PackCheck.RunAsync(folder.Folder, output, new ManualClock());

        Assert.Equal(1, exitCode);
        Assert.Equal(
            """
            agency.yaml:32: unknown botlet 'nobody'; the agency has tax, general
            pages/en/tax/refunds.md:4: the language 'fr' is not one of the agency's (en, es)
            2 faults.

            """,
            output.ToString());
    }

    [Fact]
    public async Task RunAsync_SoundPack_PrintsWhatItHoldsAndSucceeds()
    {
        using var folder = new PackFolder();
        folder.Write("answers/en.yaml", "- {id: when, botlet: tax, updated: 2026-01-10, questions: [When will my refund arrive?], answer: Soon., sources: [refunds]}");
        var output = new StringWriter { NewLine = "\n" };

        var exitCode = await PackCheck.RunAsync(folder.Folder, output, new ManualClock());

        Assert.Equal(0, exitCode);
        var lines = output.ToString().Split('\n');
        Assert.Equal($"town: sound, version {folder.Read().Require().Agency.Version}", lines[0]);
        Assert.Equal("  en: 2 pages, 3 passages, 15 questions, 1 approved answers", lines[1]);
        Assert.Equal("  es: 0 pages, 0 passages, 15 questions, 0 approved answers", lines[2]);
        Assert.Contains(" of 31 questions go where the pack says", lines[3], StringComparison.Ordinal);
        Assert.Equal("  retrieval: 1 of 1 approved questions find a page they cite", lines[^2]);
    }
}
