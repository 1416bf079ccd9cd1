using GovStack.Conversations;
using GovStack.Conversations.Answers;
using GovStack.Standalone.Answers;

namespace GovStack.Standalone.Tests.Answers;

/// <summary>Answers that may be given again, kept in memory.</summary>
public sealed class MemoryAnswerStoreTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Renew it by mail [1].")]
    [InlineData("¿Cuánto cuesta? 130 US$ – 護照 👩‍👧 \"[2]\"\n\n| a | b |")]
    public async Task FindAsync_KeptAnswer_IsTheSame(string text)
    {
        var store = new MemoryAnswerStore();
        await store.KeepAsync(Key("q"), Answer(text), CancellationToken.None);

        var found = await store.FindAsync(Key("q"), CancellationToken.None);

        Assert.Equivalent(Answer(text), found, strict: true);
    }

    [Fact]
    public async Task FindAsync_LongAnswer_IsTheSame()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number}é "));
        var store = new MemoryAnswerStore();
        await store.KeepAsync(Key("q"), Answer(text), CancellationToken.None);

        Assert.Equal(text, (await store.FindAsync(Key("q"), CancellationToken.None))!.Answer);
    }

    [Fact]
    public async Task KeepAsync_MoreThanFit_ForgetsWhatWasNotUsedLongest()
    {
        var store = new MemoryAnswerStore(capacity: 3);
        foreach (var question in (string[])["a", "b", "c"])
            await store.KeepAsync(Key(question), Answer(question), CancellationToken.None);
        await store.FindAsync(Key("a"), CancellationToken.None);
        await store.KeepAsync(Key("b"), Answer("b, again"), CancellationToken.None);
        await store.KeepAsync(Key("d"), Answer("d"), CancellationToken.None);

        Assert.Null(await store.FindAsync(Key("c"), CancellationToken.None));
        Assert.Equal("a", (await store.FindAsync(Key("a"), CancellationToken.None))!.Answer);
        Assert.Equal("b, again", (await store.FindAsync(Key("b"), CancellationToken.None))!.Answer);
        Assert.Equal("d", (await store.FindAsync(Key("d"), CancellationToken.None))!.Answer);
    }

    [Fact]
    public async Task ForgetAsync_OtherVersion_ForgetsThatTenantsOldAnswersOnly()
    {
        var store = new MemoryAnswerStore();
        AnswerKey[] keys = [Key("q"), Key("q") with { KnowledgeVersion = "2" }, Key("q") with { Tenant = "city" }];
        foreach (var key in keys)
            await store.KeepAsync(key, Answer("text"), CancellationToken.None);

        await store.ForgetAsync("town", keepVersion: "2", CancellationToken.None);

        Assert.Null(await store.FindAsync(keys[0], CancellationToken.None));
        Assert.NotNull(await store.FindAsync(keys[1], CancellationToken.None));
        Assert.NotNull(await store.FindAsync(keys[2], CancellationToken.None));
    }

    private static AnswerKey Key(string question) => new("town", "public", "en", "tax", "standard", "p1", "1", question);

    private static StoredAnswer Answer(string text) => new(
        text,
        [new TurnSource(1, "passport/en#0", "Passport", "Renew", "https://example.gov/passport", new DateOnly(2026, 1, 2), "en")],
        ["How much is it?"],
        new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero),
        "gpt-4.1-mini");
}
