using GovStack.Conversations;

namespace GovStack.Benchmarks.Store;

/// <summary>Turns of the usual size: a short question, an answer of 1,000 characters, four sources. About 2.3 KB as they are stored.</summary>
internal static class TypicalTurn
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    // Different words in each answer: the same bytes again would flatter every layer below.
    private static readonly string[] Words = ["renew", "passport", "office", "fee", "form", "online", "tax", "permit", "proof", "address", "weeks", "Monday"];

    public static ConversationHead Head(string id, long version) => new()
    {
        Id = id,
        Tenant = "town",
        Person = $"person-of-{id}",
        Channel = "web",
        Language = "en",
        CreatedAt = Noon,
        UpdatedAt = Noon.AddSeconds(version),
        Current = (int)version / 2,
        LastNumber = (int)version / 2,
        EventFloor = 1_000_000 * version,
        Version = version,
    };

    public static AcceptedTurn Accepted(int number) => new()
    {
        Number = number,
        Parent = -1,
        MessageId = MessageId(number),
        TextHash = TextHash(number),
        Question = $"How do I renew my passport, question {number}, and what does it cost?",
        Language = "en",
        ArrivedAt = Noon.AddSeconds(number),
        Caller = new Caller("town", "person", "web"),
    };

    public static Turn Finished(int number) => new()
    {
        Number = number,
        Parent = number - 1,
        MessageId = MessageId(number),
        TextHash = TextHash(number),
        Question = $"How do I renew my passport, question {number}, and what does it cost?",
        SearchText = $"How do I renew my passport, question {number}, and what does it cost?",
        Answer = Text(number, 1_000),
        Kind = AnswerKind.Model,
        Botlet = "permits",
        Language = "en",
        AskedAt = Noon.AddSeconds(number),
        AnsweredAt = Noon.AddSeconds(number + 3),
        Sources = [.. Enumerable.Range(1, 4).Select(index => new TurnSource(
            index, $"passports/renew#{index}", "Renew a passport", "What it costs", "https://town.example/passports/renew", new DateOnly(2026, 1, 5), "en"))],
        Suggestions = ["How long does it take?", "What photo do I need?"],
        Usage = new TurnUsage("openai", null, "small-1", 1, 1_400, 900, 250, 0.00041m, TimeSpan.Zero, TimeSpan.Zero, null, new DateOnly(2026, 3, 2)),
    };

    private static string MessageId(int number) => $"0192f3a4-77aa-7bbb-8ccc-{number:D12}";

    private static string TextHash(int number) => $"k3Jx0w9s8Qm2ZpLr7Tn4Vb6Yc1Xa5Ud{number:D12}";

    private static string Text(int seed, int length)
    {
        var text = new System.Text.StringBuilder(length);
        for (var word = seed; text.Length < length; word = unchecked((word * 31) + 7))
            text.Append(Words[(int)((uint)word % Words.Length)]).Append(' ');
        return text.ToString(0, length);
    }
}
