using System.Text;
using GovStack.Knowledge.Packs;

namespace GovStack.Knowledge.Tests.Packs;

public sealed class PackFilesTests
{
    [Fact]
    public void Read_LinkOutOfThePack_IsRefused()
    {
        using var outside = new PackFolder(plain: false);
        outside.Write("secret.md", "The server's secret.");
        using var folder = new PackFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "pages/en/tax/secret.md"), Path.Combine(outside.Folder, "secret.md"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Folder, "answers"), outside.Folder);

        Assert.Equal(
            [
                "answers:1: the link leads outside of the pack; put the file itself into it",
                "pages/en/tax/secret.md:1: the link leads outside of the pack; put the file itself into it",
            ],
            folder.Faults().Where(fault => fault.Contains("link", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_LinksAsKubernetesMountsThem_AreFollowed()
    {
        using var folder = new PackFolder();
        Directory.CreateDirectory(Path.Combine(folder.Folder, "..2026_01"));
        foreach (var name in new[] { "agency.yaml", "pages", "questions" })
        {
            Directory.Move(Path.Combine(folder.Folder, name), Path.Combine(folder.Folder, "..2026_01", name));
            File.CreateSymbolicLink(Path.Combine(folder.Folder, name), Path.Combine("..data", name));
        }

        Directory.CreateSymbolicLink(Path.Combine(folder.Folder, "..data"), "..2026_01");

        Assert.Equal([], folder.Faults());
    }

    [Fact]
    public void Read_LinkInACircle_IsRefused()
    {
        using var folder = new PackFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "pages/en/tax/a.md"), "b.md");
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "pages/en/tax/b.md"), "a.md");

        Assert.Equal(2, folder.Faults().Length);
    }

    [Fact]
    public void Read_HugeFile_IsRefusedUnread()
    {
        using var folder = new PackFolder();
        folder.Write("pages/en/tax/huge.md", new string('x', PackFiles.MaxFileBytes + 1));

        Assert.Equal(["pages/en/tax/huge.md:1: the file is larger than 1024 KB"], folder.Faults());
    }

    [Fact]
    public void Read_FileThatIsNotUtf8_NamesTheLine()
    {
        using var folder = new PackFolder();
        File.WriteAllBytes(Path.Combine(folder.Folder, "pages/en/tax/latin.md"), Encoding.Latin1.GetBytes("---\ntitle: Año\n---\n"));

        Assert.Equal(["pages/en/tax/latin.md:2: the file is not UTF-8"], folder.Faults());
    }

    [Fact]
    public void Read_DeeplyNestedFiles_AreFaultsNotCrashes()
    {
        using var folder = new PackFolder();
        folder.Write("pages/en/tax/deep.md", PackFolder.PageFor("Deep", "tax", "en", new string('>', 1_000) + " text"));
        folder.Write("pages/en/tax/deep-html.html", string.Concat(Enumerable.Repeat("<div>", 1_000)));
        folder.Write("texts/en.yaml", new string('[', 1_000));

        Assert.NotEmpty(folder.Faults());
    }
}
