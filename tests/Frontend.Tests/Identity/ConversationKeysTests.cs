using GovStack.Frontend.Identity;

namespace GovStack.Frontend.Tests.Identity;

public sealed class ConversationKeysTests
{
    private readonly ConversationKeys _keys = new(new ServerSecret(new byte[32]));

    [Fact]
    public void Create_Always_MakesAnIdAndTheSecretThatOpensIt()
    {
        var key = _keys.Create("sample");

        Assert.Equal(22, key.Id.Length);
        Assert.Equal(43, key.Secret.Length);
        Assert.True(_keys.IsValid("sample", key.Id, key.Secret));
        Assert.Equal(key.Secret, _keys.SecretOf("sample", key.Id));
    }

    [Fact]
    public void Create_Twice_MakesTwoConversations()
        => Assert.NotEqual(_keys.Create("sample").Id, _keys.Create("sample").Id);

    [Fact]
    public void IsValid_AnotherConversationsSecret_IsFalse()
        => Assert.False(_keys.IsValid("sample", _keys.Create("sample").Id, _keys.Create("sample").Secret));

    [Fact]
    public void IsValid_AtAnotherAgency_IsFalse()
    {
        var key = _keys.Create("sample");

        Assert.False(_keys.IsValid("other", key.Id, key.Secret));
    }

    [Fact]
    public void IsValid_WithAnotherServersSecret_IsFalse()
    {
        var key = new ConversationKeys(ServerSecret.Create()).Create("sample");

        Assert.False(_keys.IsValid("sample", key.Id, key.Secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("é")]
    public void IsValid_AnyOtherText_IsFalse(string secret)
        => Assert.False(_keys.IsValid("sample", _keys.Create("sample").Id, secret));

    [Fact]
    public void IsValid_IdLongerThanAnyOfOurs_IsFalse()
    {
        var id = new string('a', ConversationKeys.MaxIdLength + 1);

        Assert.False(_keys.IsValid("sample", id, _keys.SecretOf("sample", id)));
    }

    [Fact]
    public void IdOf_SameNameOfAnotherApiKey_IsAnotherConversation()
    {
        Assert.Equal(_keys.IdOf("key1", "thread"), _keys.IdOf("key1", "thread"));
        Assert.NotEqual(_keys.IdOf("key1", "thread"), _keys.IdOf("key2", "thread"));
    }
}
