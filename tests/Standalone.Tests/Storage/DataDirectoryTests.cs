using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;

namespace GovStack.Standalone.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _path = SqliteStoreFixture.NewPath();

    public void Dispose()
    {
        if (Directory.Exists(_path))
            Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void Open_HeldByAnotherServer_IsRefusedNamingDirectoryAndProcess()
    {
        using var held = DataDirectory.Open(_path);

        var fault = Assert.Throws<StorageFaultException>(() => DataDirectory.Open(_path));

        Assert.Equal(StorageFaultKind.InUse, fault.Kind);
        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterTheOtherHasEnded_IsOpened()
    {
        DataDirectory.Open(_path).Dispose();

        using var again = DataDirectory.Open(_path);
        Assert.Equal(_path, again.Path);
    }

    [Fact]
    public void Open_NewOrTooOpenDirectory_IsClosedToOthers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows uses access lists.");
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        using var directory = DataDirectory.Open(_path);

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(owner, File.GetUnixFileMode(_path));
        Assert.Equal(owner, File.GetUnixFileMode(directory.KeysPath));
    }

    [Fact]
    public void Open_PathIsAFile_IsRefusedNamingTheSetting()
    {
        File.WriteAllText(_path, "");
        try
        {
            var fault = Assert.Throws<StorageFaultException>(() => DataDirectory.Open(_path));

            Assert.Equal(StorageFaultKind.Unreachable, fault.Kind);
            Assert.Contains("Storage:Directory", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(_path);
        }
    }
}
