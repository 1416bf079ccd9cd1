using GovStack.Frontend.Identity;

namespace GovStack.Frontend.Tests.Identity;

public sealed class ServerSecretTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("govstack-").FullName;

    private string SecretPath => Path.Combine(_directory, "server.key");

    [Fact]
    public void ReadOrCreate_Twice_IsTheSameSecret()
        => Assert.Equal(ServerSecret.ReadOrCreate(SecretPath).Sign("test", "text"), ServerSecret.ReadOrCreate(SecretPath).Sign("test", "text"));

    [Fact]
    public void ReadOrCreate_NewFile_IsReadableByItsOwnerAlone()
    {
        ServerSecret.ReadOrCreate(SecretPath);

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("not base64 at all, whatever its length may be!")]
    public void ReadOrCreate_FileOfSomethingElse_Throws(string content)
    {
        File.WriteAllText(SecretPath, content);

        Assert.Throws<InvalidDataException>(() => ServerSecret.ReadOrCreate(SecretPath));
        Assert.Equal(content, File.ReadAllText(SecretPath));
    }

    [Fact]
    public void Sign_ForAnotherPurpose_IsAnotherSignature()
    {
        var secret = ServerSecret.Create();

        Assert.NotEqual(secret.Sign("person", "x"), secret.Sign("conversation", "x"));
        Assert.False(secret.IsSigned("person", "x", secret.Sign("conversation", "x")));
    }

    [Fact]
    public void Constructor_TooShortAKey_Throws() => Assert.Throws<ArgumentException>(() => new ServerSecret(new byte[31]));

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
