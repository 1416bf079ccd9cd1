using System.Runtime.CompilerServices;
using GovStack.Conversations.Safety;
using GovStack.Knowledge.Packs;
using GovStack.TestKit;

namespace GovStack.Knowledge.Tests;

public sealed class SamplePackTests
{
    [Fact]
    public void Read_ShippedSample_HasNoFault()
    {
        // A clock of its own: the pack stays sound however wrong the machine's clock is.
        var result = new ContentPackReader(new ManualClock(new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero))).Read(Folder());

        Assert.Equal([], result.Faults);
    }

    [Fact]
    public async Task Crises_FollowUpWithTheNumberOfAFile_IsNoDanger()
    {
        var crises = new CrisisRecognizer(new ContentPackReader(new ManualClock(new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero))).Read(Folder()).Require().Agency);
        await crises.LearnAsync();
        string[] followUps = ["And then?", "What then?", "And after that?", "And now?", "And what does it cost?", "Y luego?", "Y después?"];
        var random = new Random(1);
        var number = new byte[16];
        var taken = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            random.NextBytes(number);
            var hex = Convert.ToHexStringLower(number);
            taken.AddRange(followUps.SelectMany(text => (string[])[$"{text} {hex}", $"{text} {hex[..8]}", $"{text} {new Guid(number)}"]).Where(text => crises.Find(text) is not null));
        }

        Assert.Equal([], taken);
    }

    internal static string Folder([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../content/sample-agency"));
}
