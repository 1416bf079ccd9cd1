using System.Text;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers;

/// <summary>
/// How many tokens a prompt has, learnt from what the provider counted: a first guess by script, times a factor that follows the last calls. Kept per
/// deployment, since tokenizers differ; four characters a token would be 30 % too many in English and 70 % too few in Chinese.
/// </summary>
internal sealed class TokenEstimate
{
    private const double Step = 0.1;
    private const int PerMessage = 4;

    private readonly Lock _gate = new();
    private double _factor = 1;

    /// <summary>Sizes a prompt.</summary>
    public PromptSize Size(IReadOnlyList<ChatMessage> messages)
    {
        var bytes = 0;
        var raw = (double)PerMessage;
        foreach (var message in messages)
        {
            var (length, tokens) = Raw(message.Text);
            bytes += length;
            raw += tokens + PerMessage;
        }

        return new(bytes, raw, (int)Math.Ceiling(raw * Factor));
    }

    /// <summary>Sizes an answer of which the provider gave no count.</summary>
    public int Size(string text) => (int)Math.Ceiling(Raw(text).Tokens * Factor);

    /// <summary>Learns from the provider's count of a prompt.</summary>
    public void Learn(PromptSize size, int counted)
    {
        if (counted <= 0 || size.Raw <= 0)
            return;
        lock (_gate)
            _factor = Math.Clamp(_factor + (Step * ((counted / size.Raw) - _factor)), 0.3, 3);
    }

    private double Factor
    {
        get
        {
            lock (_gate)
                return _factor;
        }
    }

    private static (int Bytes, double Tokens) Raw(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes == text.Length)
            return (bytes, bytes / 4.3);
        double tokens = 0;
        foreach (var c in text)
            tokens += c switch { < (char)0x80 => 1 / 4.0, < (char)0x800 => 0.45, _ => 0.75 };
        return (bytes, tokens);
    }
}

/// <summary>A prompt's size.</summary>
/// <param name="Bytes">UTF-8 bytes of its text.</param>
/// <param name="Raw">The first guess, in tokens.</param>
/// <param name="Tokens">The estimate.</param>
internal readonly record struct PromptSize(int Bytes, double Raw, int Tokens);
