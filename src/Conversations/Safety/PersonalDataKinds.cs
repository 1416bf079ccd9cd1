namespace GovStack.Conversations.Safety;

/// <summary>The kinds of personal data that are masked, and the label that takes their place. Labels stay English: models and logs read them.</summary>
public static class PersonalDataKinds
{
    /// <summary>A payment card's number or security code: "[card number]".</summary>
    public const string Card = "card";

    /// <summary>A Social Security number, ITIN, A-number or another country's personal number: "[id number]".</summary>
    public const string NationalId = "national-id";

    /// <summary>An e-mail address: "[email]".</summary>
    public const string Email = "email";

    /// <summary>A telephone number that is not a public service's: "[phone number]".</summary>
    public const string Phone = "phone";

    /// <summary>An international bank account number: "[IBAN]".</summary>
    public const string Iban = "iban";

    /// <summary>A passport's number: "[passport number]".</summary>
    public const string Passport = "passport";

    /// <summary>A bank account's number: "[account number]".</summary>
    public const string Account = "account";

    /// <summary>Gets the label of a kind.</summary>
    public static string LabelOf(string kind) => kind switch
    {
        Card => "[card number]",
        NationalId => "[id number]",
        Email => "[email]",
        Phone => "[phone number]",
        Iban => "[IBAN]",
        Passport => "[passport number]",
        Account => "[account number]",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
