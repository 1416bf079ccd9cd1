using System.Globalization;

namespace GovStack.ProviderSimulator.Faults;

/// <summary>The short names of faults, as typed and sent.</summary>
public static class FaultNames
{
    private static readonly Dictionary<string, FaultKind> _kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["500"] = FaultKind.InternalError,
        ["503"] = FaultKind.Unavailable,
        ["529"] = FaultKind.Overloaded,
        ["401"] = FaultKind.Unauthorized,
        ["hang"] = FaultKind.HangBeforeFirstToken,
        ["hang-mid"] = FaultKind.HangMidStream,
        ["broken"] = FaultKind.BrokenStream,
        ["garbage"] = FaultKind.Garbage,
        ["overloaded-mid"] = FaultKind.OverloadedMidStream,
    };

    /// <summary>Every name, for help texts.</summary>
    public static string All => string.Join(", ", _kinds.Keys);

    /// <summary>The kind of that name.</summary>
    /// <exception cref="FormatException">There is no such fault.</exception>
    public static FaultKind Parse(string name)
        => _kinds.TryGetValue(name, out var kind) ? kind : throw new FormatException($"'{name}' is no fault; there are {All}.");

    /// <summary>The name of that kind.</summary>
    public static string Name(FaultKind kind) => _kinds.FirstOrDefault(pair => pair.Value == kind).Key ?? "none";

    /// <summary>Reads rates such as <c>500=0.1,hang=0.02</c>.</summary>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    public static IReadOnlyDictionary<FaultKind, double> ParseRates(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rates = new Dictionary<FaultKind, double>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sides = part.Split('=');
            if (sides.Length != 2 || !double.TryParse(sides[1], CultureInfo.InvariantCulture, out var rate))
                throw new FormatException($"'{part}' is not NAME=RATE.");
            rates[Parse(sides[0])] = rate;
        }

        return rates;
    }
}
