using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads the emergency numbers and crises of agency.yaml. Strict: a crisis unknown in one of the languages is a fault.</summary>
internal static class EmergencySection
{
    public static EmergencyRules Read(PackSection root)
    {
        if (root.Section("emergency") is not { } section)
            return new([], []);
        var numbers = ReadNumbers(section);
        var crises = new List<CrisisRule>();
        foreach (var item in section.Items("crises"))
        {
            if (section.AsSection(item, "crises") is not { } crisis)
                continue;
            var rule = ReadCrisis(crisis, numbers);
            if (rule.Id.Length > 0 && crises.Any(other => other.Id == rule.Id))
                crisis.Fault(crisis.LineOf("id"), $"the crisis '{rule.Id}' is defined twice");
            crises.Add(rule);
        }

        section.Finish();
        return new(numbers, crises);
    }

    private static List<EmergencyNumber> ReadNumbers(PackSection section)
    {
        var numbers = new List<EmergencyNumber>();
        foreach (var item in section.Items("numbers"))
        {
            if (section.AsSection(item, "numbers") is not { } entry)
                continue;
            var number = new EmergencyNumber(entry.Text("number"), entry.Localized("for"));
            if (number.Number.Length > 0 && !number.Number.Any(char.IsAsciiDigit))
                entry.Fault(entry.LineOf("number"), $"'{number.Number}' is not a telephone number");
            else if (number.Number.Length > 0 && numbers.Any(other => other.Number == number.Number))
                entry.Fault(entry.LineOf("number"), $"the number '{number.Number}' is listed twice");
            numbers.Add(number);
            entry.Finish();
        }

        return numbers;
    }

    private static CrisisRule ReadCrisis(PackSection crisis, List<EmergencyNumber> known)
    {
        var id = crisis.Text("id");
        crisis.Context.CheckId(crisis.File, crisis.LineOf("id"), "id", id);
        var numbers = new List<string>();
        foreach (var item in crisis.Items("numbers"))
        {
            var number = crisis.AsText(item, "numbers");
            if (number.Length > 0 && known.All(other => other.Number != number))
                crisis.Fault(item.Line, $"the number '{number}' is not among the agency's emergency numbers");
            numbers.Add(number);
        }

        var rule = new CrisisRule(
            id,
            numbers,
            crisis.Localized("text"),
            ReadPages(crisis),
            PhraseRules.Read(crisis, "phrases", required: true, everyLanguage: true),
            PhraseRules.Read(crisis, "not", required: false, everyLanguage: false));
        crisis.Finish();
        return rule;
    }

    private static List<string> ReadPages(PackSection crisis)
    {
        var slugs = new List<string>();
        foreach (var item in crisis.Items("pages", required: false))
        {
            var slug = crisis.AsText(item, "pages");
            crisis.Context.NamedPages.Add((crisis.File, item.Line, slug));   // The pages themselves are read later.
            slugs.Add(slug);
        }

        return slugs;
    }
}
