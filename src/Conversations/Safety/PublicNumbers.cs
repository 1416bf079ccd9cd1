using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Safety;

/// <summary>Telephone numbers that are nobody's personal data: the agency's own, its emergency numbers, and all that are free to call.</summary>
internal sealed class PublicNumbers
{
    /// <summary>Only the numbers that are free to call.</summary>
    public static readonly PublicNumbers None = new([]);
    private static readonly ConditionalWeakTable<Agency, PublicNumbers> OfAgency = [];
    private static readonly FrozenSet<string> TollFreeCodes = new[] { "800", "833", "844", "855", "866", "877", "888" }.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _numbers;

    private PublicNumbers(IEnumerable<string> numbers) => _numbers = numbers.Select(Normalise).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads the numbers of an agency's pack, once.</summary>
    public static PublicNumbers Of(Agency agency) => OfAgency.GetValue(agency, static agency => new PublicNumbers(
        agency.Emergency.Numbers.Select(number => number.Number)
            .Concat(agency.Emergency.Crises.SelectMany(crisis => crisis.Numbers))
            .Append(agency.Contact.Phone ?? "")));

    /// <summary>Tells whether a number, given as digits, is public.</summary>
    public bool Contains(string digits)
    {
        var number = WithoutCountry(digits);
        return (number.Length == 10 && TollFreeCodes.Contains(number[..3])) || _numbers.Contains(number);
    }

    private static string Normalise(string number) => WithoutCountry(string.Concat(number.Where(char.IsAsciiDigit)));

    private static string WithoutCountry(string digits) => digits.Length == 11 && digits[0] == '1' ? digits[1..] : digits;
}
