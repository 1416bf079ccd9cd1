using System.Text;

namespace GovStack.Conversations;

/// <summary>The answer as it grows.</summary>
internal sealed class AnswerText
{
    private readonly StringBuilder _text = new();

    /// <summary>Gets the length so far, in characters.</summary>
    public int Length => _text.Length;

    /// <summary>Adds what has been shown.</summary>
    public void Append(string text) => _text.Append(text);

    /// <summary>Puts another text in its place.</summary>
    public void Replace(string text) => _text.Clear().Append(text);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
