using System.Globalization;

namespace GovStack.ProviderSimulator.Answers;

/// <summary>How long the simulated model's answers are, in tokens.</summary>
public sealed class OutputLengths
{
    /// <summary>The shortest answer that still holds its nonce, its citation and its end mark.</summary>
    public const int Shortest = 6;

    private readonly string _text;
    private readonly Func<Random, double> _draw;

    private OutputLengths(string text, Func<Random, double> draw) => (_text, _draw) = (text, draw);

    /// <summary>Reads <c>fixed:N</c>, <c>uniform:FROM:TO</c> or <c>lognormal:MEAN:SIGMA</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static OutputLengths Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        double Number(int index) => index < parts.Length && double.TryParse(parts[index], CultureInfo.InvariantCulture, out var value) && value >= 0
            ? value
            : throw new FormatException($"'{text}' is not fixed:N, uniform:FROM:TO or lognormal:MEAN:SIGMA.");
        switch (parts[0])
        {
            case "fixed":
                var length = Number(1);
                return new OutputLengths(text, _ => length);
            case "uniform":
                var (from, to) = (Number(1), Number(2));
                return new OutputLengths(text, random => from + (random.NextDouble() * (to - from)));
            case "lognormal":
                var (mean, sigma) = (Number(1), Number(2));
                var mu = Math.Log(mean) - (sigma * sigma / 2);
                return new OutputLengths(text, random => Math.Exp(mu + (sigma * Normal(random))));
            default:
                return parts.Length == 1 && Number(0) > 0 ? Parse($"fixed:{text}") : throw new FormatException($"'{text}' names no distribution.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    internal int Draw(Random random) => Math.Max(Shortest, (int)Math.Round(_draw(random)));

    /// <summary>A standard normal number (Box and Muller).</summary>
    internal static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
