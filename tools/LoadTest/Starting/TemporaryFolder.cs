namespace GovStack.LoadTest.Starting;

/// <summary>A folder for the started server's store, removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("govstack-loadtest-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
