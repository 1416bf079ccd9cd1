using GovStack.Conversations.Agencies;
using Xunit;

namespace GovStack.Conversations.Tests;

public sealed class WrittenDateTests
{
    [Theory]
    [InlineData("en", "March 2, 2026")]
    [InlineData("es", "2 de marzo de 2026")]
    [InlineData("de", "2. März 2026")]
    public void Of_Day_IsWrittenInTheLanguage(string language, string written)
        => Assert.Equal(written, WrittenDate.Of(new DateOnly(2026, 3, 2), language));

    [Fact]
    public void Of_Moment_HasItsTime()
        => Assert.StartsWith("2 de marzo de 2026, ", WrittenDate.Of(new DateTimeOffset(2026, 3, 2, 9, 5, 0, TimeSpan.Zero), "es"), StringComparison.Ordinal);

    [Fact]
    public void Of_UnknownLanguage_StillHasDayAndYear()
        => Assert.Contains("2026", WrittenDate.Of(new DateOnly(2026, 3, 2), "not a language"), StringComparison.Ordinal);
}
