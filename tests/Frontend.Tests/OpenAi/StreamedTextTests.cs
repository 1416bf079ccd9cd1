using GovStack.Frontend.OpenAi;

namespace GovStack.Frontend.Tests.OpenAi;

public sealed class StreamedTextTests
{
    private readonly StreamedText _text = new();

    [Fact]
    public void Append_InOrder_SendsEachPiece()
    {
        Assert.Equal("Hello", _text.Append("Hello"));
        Assert.Equal(" world", _text.Append(" world"));
        Assert.Equal("", _text.Finish("Hello world"));
    }

    [Fact]
    public void Append_AfterARestartThatRepeats_SendsOnlyWhatIsNew()
    {
        _text.Append("Hello");
        _text.Restart();

        Assert.Equal("", _text.Append("Hel"));
        Assert.Equal(" you", _text.Append("lo you"));
        Assert.False(_text.HasDiverged);
    }

    [Fact]
    public void Append_AfterARestartThatDiffers_SaysSo()
    {
        _text.Append("Hello");
        _text.Restart();

        Assert.Equal("", _text.Append("Good day"));
        Assert.True(_text.HasDiverged);
    }

    [Fact]
    public void Finish_NothingStreamed_SendsTheWhole() => Assert.Equal("All of it", _text.Finish("All of it"));

    [Fact]
    public void Finish_ShorterByTrailingSpace_SendsNothing()
    {
        _text.Append("Hello\n\n");

        Assert.Equal("", _text.Finish("Hello"));
        Assert.False(_text.HasDiverged);
    }
}
