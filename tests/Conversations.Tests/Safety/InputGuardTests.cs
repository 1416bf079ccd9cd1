using System.Text;
using GovStack.Conversations.Safety;
using Xunit;

namespace GovStack.Conversations.Tests.Safety;

public sealed class InputGuardTests
{
    [Theory]
    [InlineData("How do I renew\u200B my\u2060 passport?", "How do I renew my passport?")]
    [InlineData("hi\U000E0069\U000E0067\U000E006E\U000E006F\U000E0072\U000E0065 there", "hi there")]
    [InlineData("\u202Etxet terces\u202C visible", "txet terces visible")]
    [InlineData("a\u0000b\u0007c\u001Bd", "abcd")]
    [InlineData("line one\r\nline two\rline three\u2028line four", "line one\nline two\nline three\nline four")]
    [InlineData("\uFEFFtext\u00AD with soft\u00ADhyphen", "text with softhyphen")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("a\uFE00\uFE01\uFE0F\uFE0Fb", "ab")]
    [InlineData("x\U000E0100\U000E0101y", "xy")]
    [InlineData("\u3164\uFFA0name\u2800here", "name here")]
    [InlineData("tab\tstays", "tab\tstays")]
    [InlineData("latin\u200Cjoiner\u200D gone", "latinjoiner gone")]
    public void Inspect_InvisibleCharacters_AreRemoved(string text, string expected)
        => Assert.Equal(expected, InputGuard.Inspect(text).Clean);

    [Fact]
    public void Inspect_HalvesOfCharactersAndNoncharacters_AreRemoved()
        => Assert.Equal("lone  surrogate  halves", InputGuard.Inspect("lone \uD83D surrogate \uDE00 halves\uFFFE\uFDD0").Clean);

    [Theory]
    [InlineData("👩\u200D👩\u200D👧\u200D👦 family")]
    [InlineData("👩🏽\u200D⚕\uFE0F doctor")]
    [InlineData("❤\uFE0F and ❤\uFE0F\u200D🔥")]
    [InlineData("1\uFE0F\u20E3 first")]
    [InlineData("🏳\uFE0F\u200D🌈 🇲🇽")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F Scotland")]
    [InlineData("می\u200Cخواهم پاسپورت")]
    [InlineData("क्\u200Dष क्\u200Cष")]
    [InlineData("ශ්\u200Dරී ලංකා")]
    [InlineData("葛\U000E0100飾区")]
    [InlineData("العربية والعدد ١٢٣")]
    [InlineData("Tiếng Việt, ελληνικά, русский, 中文, 日本語, 한국어, ไทย")]
    [InlineData("¿Cómo renuevo mi pasaporte? ¡Gracias! “ok” – ‘fine’ … 5 € ½")]
    public void Inspect_LegitimateJoinersAndSigns_Stay(string text)
        => Assert.Equal(text, InputGuard.Inspect(text).Clean);

    [Fact]
    public void Inspect_HiddenFlagTags_AreRemovedWhereTheySpellNoFlag()
        => Assert.Equal("🏴 x", InputGuard.Inspect("🏴\U000E0069\U000E0067\U000E006E\U000E006F\U000E0072\U000E0065\U000E007F x").Clean);

    [Theory]
    [InlineData(18 * 1024, false)]
    [InlineData(32 * 1024, false)]
    [InlineData(32 * 1024 + 1, true)]
    public void Inspect_Length_IsCountedInUtf8Bytes(int bytes, bool isTooLong)
    {
        Assert.Equal(isTooLong, InputGuard.Inspect(new string('a', bytes)).IsTooLong);
        Assert.Equal(isTooLong, InputGuard.Inspect(new string('é', bytes / 2) + (bytes % 2 == 1 ? "a" : "")).IsTooLong);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" \n\t ", true)]
    [InlineData("\u200B\u200C\u2060", true)]
    [InlineData("?", false)]
    [InlineData("🙂", false)]
    public void Inspect_Empty_IsToldAfterCleaning(string text, bool isEmpty)
        => Assert.Equal(isEmpty, InputGuard.Inspect(text).IsEmpty);

    [Fact]
    public void Inspect_RunsOfMarks_AreShortened()
        => Assert.Equal(31, InputGuard.Inspect("x" + new string('\u0334', 500)).Clean.Length);

    [Fact]
    public void Inspect_OrdinaryText_IsTheSameText()
    {
        const string Text = "How do I renew my passport?";

        var guarded = InputGuard.Inspect(Text);

        Assert.Same(Text, guarded.Clean);
        Assert.Same(Text, guarded.Masked);
    }

    // What it costs is measured, not tested: `benchmarks safety` prints these texts' times.
    [Theory]
    [InlineData("1 ")]
    [InlineData("4")]
    [InlineData("4111 ")]
    [InlineData("12-")]
    [InlineData("@a.")]
    [InlineData("a@")]
    [InlineData("aaaa.")]
    [InlineData("DE89 ")]
    [InlineData("A 1 ")]
    [InlineData("passport ")]
    [InlineData("phone 1-")]
    [InlineData("((((")]
    [InlineData("\u0334\u0323")]
    [InlineData("\u200D\u200C")]
    [InlineData("👩\u200D")]
    [InlineData("\U000E0041")]
    public void Inspect_HostileText_IsReadToItsEnd(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 32 * 1024 / Encoding.UTF8.GetByteCount(piece))) + " The end.";

        var guarded = InputGuard.Inspect(text);

        Assert.EndsWith("The end.", guarded.Masked, StringComparison.Ordinal);
    }
}
