using System.Text;

namespace GovStack.Frontend.OpenAi;

/// <summary>
/// The text that a client has been sent, which nothing can take back, against the text as it is now. After a restart the answer is built anew; as long as it
/// repeats what was sent, the client is sent only what goes beyond it.
/// </summary>
internal sealed class StreamedText
{
    private readonly StringBuilder _sent = new();
    private int _length;

    /// <summary>Gets whether the text is no longer what the client has seen the beginning of.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>Adds to the text.</summary>
    /// <returns>What the client is to be sent; empty for nothing.</returns>
    public string Append(string text)
    {
        var repeated = Math.Min(_sent.Length - _length, text.Length);
        if (HasDiverged || (repeated > 0 && !text.StartsWith(_sent.ToString(_length, repeated), StringComparison.Ordinal)))
        {
            HasDiverged = true;
            return "";
        }

        _length += text.Length;
        _sent.Append(text, repeated, text.Length - repeated);
        return text[repeated..];
    }

    /// <summary>Begins the text anew.</summary>
    public void Restart()
    {
        _length = 0;
        HasDiverged = false;
    }

    /// <summary>Ends the text as it was saved.</summary>
    /// <returns>What the client is still to be sent.</returns>
    public string Finish(string whole)
    {
        Restart();
        return Append(whole);
    }
}
