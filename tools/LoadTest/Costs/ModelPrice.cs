using System.Globalization;

namespace GovStack.LoadTest.Costs;

/// <summary>What a model costs, in US dollars a million tokens.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Input">Prompt tokens.</param>
/// <param name="CachedInput">Prompt tokens from the provider's cache.</param>
/// <param name="Output">Answer tokens.</param>
internal sealed record ModelPrice(string Model, double Input, double CachedInput, double Output)
{
    /// <summary>Where the prices come from.</summary>
    public const string Dated = "vendors' public list prices for standard use as written down on 2026-01-15, unchecked since; --prices names others";

    /// <summary>List prices, see <see cref="Dated"/>. They change: name a file of your own with <c>--prices</c>.</summary>
    public static IReadOnlyList<ModelPrice> ListPrices { get; } =
    [
        new("gpt-4o", 2.50, 1.25, 10.00),
        new("gpt-4o-mini", 0.15, 0.075, 0.60),
        new("gpt-4.1", 2.00, 0.50, 8.00),
        new("gpt-4.1-mini", 0.40, 0.10, 1.60),
        new("gpt-4.1-nano", 0.10, 0.025, 0.40),
        new("claude-sonnet-4-5", 3.00, 0.30, 15.00),
        new("claude-haiku-4-5", 1.00, 0.10, 5.00),
        new("gemini-2.5-pro", 1.25, 0.31, 10.00),
        new("gemini-2.5-flash", 0.30, 0.075, 2.50),
        new("mistral-small", 0.10, 0.10, 0.30),
    ];

    /// <summary>Reads lines <c>model,input,cached,output</c>; a heading is passed over.</summary>
    public static IReadOnlyList<ModelPrice> Read(string path)
        => [.. File.ReadLines(path).Select(line => line.Split(',')).Where(fields => fields.Length >= 4 && double.TryParse(fields[1], CultureInfo.InvariantCulture, out _)).Select(fields => new ModelPrice(
            fields[0].Trim(), Number(fields[1]), Number(fields[2]), Number(fields[3])))];

    /// <summary>US dollars for one question.</summary>
    public double Cost(double inputTokens, double cachedInputTokens, double outputTokens)
        => (((inputTokens - cachedInputTokens) * Input) + (cachedInputTokens * CachedInput) + (outputTokens * Output)) / 1_000_000;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
