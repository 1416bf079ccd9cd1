using System.Text;

namespace GovStack.Conversations.Safety;

/// <summary>Replaces personal data by labels. One pass over the text's words; each scanner looks a few words ahead, so hostile input costs no more.</summary>
internal static class PersonalData
{
    /// <summary>Masks a text.</summary>
    /// <returns>The masked text and the kinds that were found, in order of appearance.</returns>
    public static (string Masked, IReadOnlyList<string> Kinds) Mask(string text, PublicNumbers publicNumbers)
    {
        var found = Find(text, publicNumbers);
        if (found.Count == 0)
            return (text, []);
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var item in found)
        {
            masked.Append(text, at, item.Start - at).Append(PersonalDataKinds.LabelOf(item.Kind));
            at = item.End;
        }

        masked.Append(text, at, text.Length - at);
        return (masked.ToString(), [.. found.Select(item => item.Kind).Distinct()]);
    }

    private static List<FoundData> Find(string text, PublicNumbers publicNumbers)
    {
        var emails = EmailAddresses.FindAll(text);
        if (!HasDigit(text))
            return emails;
        var found = new List<FoundData>();
        var tokens = new TextTokens(text);
        var email = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            while (email < emails.Count && emails[email].End <= tokens[i].Start)
                email++;
            if (email < emails.Count && tokens[i].End > emails[email].Start)
                continue;
            if (!MayBegin(tokens, i) || Scan(tokens, i, publicNumbers) is not { } match)
                continue;
            var start = tokens[i].Start;
            i = match.Last;
            if (match.Kind is not { } kind)
                continue;

            // The bracket and the plus sign belong to the number.
            if (kind == PersonalDataKinds.Phone)
            {
                while (start > 0 && text[start - 1] is '+' or '(')
                    start--;
            }

            found.Add(new(start, tokens[match.Last].End, kind));
        }

        found.AddRange(emails);
        found.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        return WithoutOverlaps(found);
    }

    // A word without a digit begins an identifier only where it is its short prefix: "DE 89 3704 …", "A 123 456 789".
    private static bool MayBegin(TextTokens tokens, int i)
        => tokens[i].DigitCount > 0 || (tokens[i].Length <= 2 && i + 1 < tokens.Count && tokens[i + 1].DigitCount > 0);

    private static ScannedData? Scan(TextTokens tokens, int i, PublicNumbers publicNumbers)
        => BankAccounts.ScanIban(tokens, i)
            ?? LetteredIds.Scan(tokens, i)
            ?? (Amounts.IsAmount(tokens, i)
                ? null
                : CardNumbers.Scan(tokens, i)
                    ?? PhoneNumbers.ScanMarked(tokens, i, publicNumbers)
                    ?? NumericIds.Scan(tokens, i)
                    ?? PassportNumbers.Scan(tokens, i)
                    ?? BankAccounts.ScanAccount(tokens, i)
                    ?? PhoneNumbers.ScanOther(tokens, i, publicNumbers));

    private static List<FoundData> WithoutOverlaps(List<FoundData> found)
    {
        var kept = new List<FoundData>(found.Count);
        foreach (var item in found)
        {
            if (kept.Count == 0 || item.Start >= kept[^1].End)
                kept.Add(item);
        }

        return kept;
    }

    private static bool HasDigit(string text)
    {
        foreach (var c in text)
        {
            if (char.IsDigit(c))
                return true;
        }

        return false;
    }
}

/// <summary>Personal data and its place in the text.</summary>
internal readonly record struct FoundData(int Start, int End, string Kind);

/// <summary>Personal data found at a token.</summary>
/// <param name="Last">Its last token.</param>
/// <param name="Kind">Its kind, or null where it is a public number: left readable, and no part of it looked at again.</param>
internal readonly record struct ScannedData(int Last, string? Kind);
