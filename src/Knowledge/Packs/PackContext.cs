using System.Globalization;
using System.Text.RegularExpressions;

namespace GovStack.Knowledge.Packs;

/// <summary>What is known of a pack while it is read, and the rules every file shares.</summary>
internal sealed partial class PackContext(PackFaults faults, TimeProvider clock)
{
    public PackFaults Faults => faults;

    /// <summary>Gets or sets the agency's languages; until agency.yaml has been read, none.</summary>
    public IReadOnlyList<string> Languages { get; set; } = [];

    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Gets or sets the ids of the agency's botlets.</summary>
    public IReadOnlyList<string> Botlets { get; set; } = [];

    /// <summary>Gets the slugs that agency.yaml names, and where: the pages are read after it.</summary>
    public List<(string File, int Line, string Slug)> NamedPages { get; } = [];

    public string DefaultLanguage => Languages.Count > 0 ? Languages[0] : "en";

    public void CheckBotlet(string file, int line, string botlet)
    {
        if (botlet.Length > 0 && !Botlets.Contains(botlet))
            faults.Add(file, line, $"unknown botlet '{botlet}'; the agency has {string.Join(", ", Botlets)}");
    }

    public void CheckUrl(string file, int line, string what, string url)
    {
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0))
            faults.Add(file, line, $"'{what}' must be a web address beginning with https:// or http://");
    }

    public DateOnly CheckDate(string file, int line, string what, string text)
    {
        if (text.Length == 0)
            return default;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            faults.Add(file, line, $"'{what}' must be a date as year-month-day, for example 2026-03-02");
        else if (date > DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZone).DateTime))
            faults.Add(file, line, $"'{what}' is in the future: {text}");
        return date;
    }

    /// <summary>Ids, slugs and names of chains: they go into addresses, keys and metric tags, so they stay plain.</summary>
    public void CheckId(string file, int line, string what, string id)
    {
        if (id.Length > 0 && !PlainId().IsMatch(id))
            faults.Add(file, line, $"'{what}' must be 1 to 80 of a-z, 0-9 and dash: '{id}'");
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$")]
    private static partial Regex PlainId();
}
