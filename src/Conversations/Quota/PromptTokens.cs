using System.Collections.Concurrent;
using System.Text;

namespace GovStack.Conversations.Quota;

/// <summary>
/// Estimates a prompt's tokens from its bytes, by tenant and script, and learns the ratio from what providers count. Four characters a token, the usual
/// guess, is a third too many for English and a third of the truth for Chinese. Safe to use from many threads.
/// </summary>
public sealed class PromptTokens
{
    private const int MostTenants = 10_000;
    private const double SlowestStep = 0.02;
    private readonly ConcurrentDictionary<(string Tenant, PromptScript Script), Ratio> _ratios = new();

    /// <summary>Estimates a text.</summary>
    /// <param name="tenant">Whose prompts they are.</param>
    /// <param name="text">The whole prompt.</param>
    /// <returns>Its bytes, its script and the tokens expected.</returns>
    public PromptSize Estimate(string tenant, ReadOnlySpan<char> text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        var script = ScriptOf(text);
        return new PromptSize(bytes, script, (int)Math.Ceiling(bytes / BytesPerToken(tenant, script)));
    }

    /// <summary>Learns from a prompt the provider has counted.</summary>
    /// <param name="tenant">Whose prompt it was.</param>
    /// <param name="script">Its script.</param>
    /// <param name="bytes">Its UTF-8 bytes.</param>
    /// <param name="tokens">The provider's count. Counts that cannot be (above the bytes plus the frame of the messages, or under a fiftieth) are ignored.</param>
    public void Learn(string tenant, PromptScript script, int bytes, int tokens)
    {
        if (bytes < 40 || tokens <= 0 || tokens > bytes + 100L || tokens < bytes / 50)
            return;
        if (_ratios.Count >= MostTenants && !_ratios.ContainsKey((tenant, script)))
            return;
        var ratio = _ratios.GetOrAdd((tenant, script), static key => new Ratio(Usual(key.Script)));
        lock (ratio)
        {
            // Tokens a byte, not bytes a token: that is what adds up over prompts. The first few steps are large, the later ones small.
            ratio.Seen++;
            var step = Math.Max(SlowestStep, 1.0 / (ratio.Seen + 1));
            ratio.TokensPerByte += step * (((double)tokens / bytes) - ratio.TokensPerByte);
        }
    }

    /// <summary>The ratio in use now.</summary>
    public double BytesPerToken(string tenant, PromptScript script)
        => _ratios.TryGetValue((tenant, script), out var ratio) ? 1 / ratio.TokensPerByte : Usual(script);

    /// <summary>The script most letters of a text are in.</summary>
    public static PromptScript ScriptOf(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[6];
        var step = Math.Max(1, text.Length / 2_000);   // Two thousand letters tell it.
        for (var i = 0; i < text.Length; i += step)
        {
            var script = text[i] switch
            {
                < 'A' => -1,
                < '\u0370' => (int)PromptScript.Latin,
                < '\u0530' => (int)PromptScript.Cyrillic,
                < '\u0900' => (int)PromptScript.Arabic,
                < '\u1100' => (int)PromptScript.Indic,
                >= '\u2E80' and < '\uD800' => (int)PromptScript.Han,
                _ => (int)PromptScript.Other,
            };
            if (script >= 0)
                counts[script]++;
        }

        var most = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[most])
                most = i;
        }

        return (PromptScript)most;
    }

    private static double Usual(PromptScript script) => script switch
    {
        PromptScript.Latin => 4.2,
        PromptScript.Cyrillic => 5.0,
        PromptScript.Arabic => 4.5,
        PromptScript.Indic => 4.5,
        PromptScript.Han => 2.8,
        _ => 3.5,
    };

    private sealed class Ratio(double bytesPerToken)
    {
        public double TokensPerByte { get; set; } = 1 / bytesPerToken;

        public int Seen { get; set; }
    }
}

/// <summary>A prompt's size.</summary>
/// <param name="Bytes">UTF-8 bytes.</param>
/// <param name="Script">The script most of it is in.</param>
/// <param name="Tokens">The tokens expected.</param>
public readonly record struct PromptSize(int Bytes, PromptScript Script, int Tokens);

/// <summary>Families of scripts that tokenizers treat alike.</summary>
public enum PromptScript
{
    /// <summary>Latin letters.</summary>
    Latin,

    /// <summary>Greek and Cyrillic.</summary>
    Cyrillic,

    /// <summary>Arabic, Hebrew, Armenian, Syriac.</summary>
    Arabic,

    /// <summary>The scripts of India, Southeast Asia and Ethiopia.</summary>
    Indic,

    /// <summary>Chinese, Japanese and Korean.</summary>
    Han,

    /// <summary>Anything else, emoji included.</summary>
    Other,
}
