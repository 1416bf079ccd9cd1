using System.Globalization;
using System.Text.RegularExpressions;

namespace GovStack.Conversations.Agencies;

/// <summary>Dates as a person writes them: "March 12, 2026", "12 de marzo de 2026".</summary>
public static partial class WrittenDate
{
    /// <summary>Writes a day.</summary>
    /// <param name="day">The day.</param>
    /// <param name="language">The person's language; one that is not known is written as the invariant culture does.</param>
    public static string Of(DateOnly day, string language)
    {
        var culture = CultureOf(language);
        return day.ToString(DayPattern(culture), culture);
    }

    /// <summary>Writes a day and the time.</summary>
    /// <param name="time">The moment, in the zone it is to be read in.</param>
    /// <param name="language">The person's language.</param>
    public static string Of(DateTimeOffset time, string language)
    {
        var culture = CultureOf(language);
        return $"{time.ToString(DayPattern(culture), culture)}, {time.ToString(culture.DateTimeFormat.ShortTimePattern, culture)}";
    }

    // The long form without the day of the week.
    private static string DayPattern(CultureInfo culture) => DayOfWeek().Replace(culture.DateTimeFormat.LongDatePattern, "");

    private static CultureInfo CultureOf(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    [GeneratedRegex(@"dddd[,،.]?\s*|[,،]?\s*dddd")]
    private static partial Regex DayOfWeek();
}
