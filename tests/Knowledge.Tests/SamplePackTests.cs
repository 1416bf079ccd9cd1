using System.Runtime.CompilerServices;
using GovStack.Knowledge.Packs;

namespace GovStack.Knowledge.Tests;

public sealed class SamplePackTests
{
    [Fact]
    public void Read_ShippedSample_HasNoFault()
    {
        var result = new ContentPackReader(TimeProvider.System).Read(Folder());

        Assert.Equal([], result.Faults);
    }

    internal static string Folder([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../content/sample-agency"));
}
