using System.Runtime.CompilerServices;
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

    internal static string Folder([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../content/sample-agency"));
}
