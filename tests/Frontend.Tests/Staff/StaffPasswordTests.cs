using GovStack.Frontend.Staff;

namespace GovStack.Frontend.Tests.Staff;

public sealed class StaffPasswordTests
{
    private const int Few = 10;

    [Fact]
    public void IsRight_TheSamePassword_IsTrue() => Assert.True(StaffPassword.IsRight("correct horse", StaffPassword.Hash("correct horse", Few)));

    [Fact]
    public void IsRight_AnotherPassword_IsFalse() => Assert.False(StaffPassword.IsRight("Correct horse", StaffPassword.Hash("correct horse", Few)));

    [Fact]
    public void Hash_Twice_HasAnotherSalt() => Assert.NotEqual(StaffPassword.Hash("x", Few), StaffPassword.Hash("x", Few));

    [Theory]
    [InlineData("")]
    [InlineData("correct horse")]
    [InlineData("pbkdf2-sha256$0$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$10$not base64$AAAA")]
    [InlineData("md5$10$AAAA$AAAA")]
    public void IsRight_HashOfAnotherKind_IsFalse(string stored) => Assert.False(StaffPassword.IsRight("correct horse", stored));
}
