using GovStack.Conversations;
using GovStack.Conversations.Quota;

namespace GovStack.TestKit.Contracts;

/// <summary>Heads, questions and turns with every field set, so that a field lost on the way to the disk and back shows.</summary>
public static class StoredSamples
{
    /// <summary>Noon of a working day.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Makes the head of a conversation.</summary>
    public static ConversationHead Head(string id, long version, DateTimeOffset? updatedAt = null, string tenant = "town", string person = "person-1") => new()
    {
        Id = id,
        Tenant = tenant,
        Person = person,
        Channel = "web",
        Language = "es",
        CreatedAt = Noon.AddTicks(1),
        UpdatedAt = updatedAt ?? Noon.AddSeconds(version),
        Current = 3,
        LastNumber = 4,
        EventFloor = 1_001,
        Summary = new ConversationSummary("Asked about passports — «¿cuánto cuesta?»", 2),
        Version = version,
    };

    /// <summary>Makes an accepted question.</summary>
    public static AcceptedTurn Accepted(int number, DateTimeOffset? arrivedAt = null) => new()
    {
        Number = number,
        Parent = -1,
        MessageId = $"message-{number}",
        TextHash = $"hash-{number}",
        Question = $"Question {number}: ¿dónde está la oficina? 東京 \"quoted\" \\ \n line",
        MaskedKinds = ["card", "e-mail"],
        Crisis = "danger",
        Language = "es",
        Botlet = "tax",
        Chain = "hard",
        MaxAnswerTokens = 250,
        ArrivedAt = arrivedAt ?? Noon.AddSeconds(number),
        Caller = new Caller("town", "person-1", "web", QuotaClass.Background),
        TicketFor = 1,
        Prior = [new PriorMessage(true, "earlier answer"), new PriorMessage(false, "earlier question")],
        Attempt = 2,
    };

    /// <summary>Makes a finished turn.</summary>
    public static Turn Finished(int number, TurnUsage? usage = null, string botlet = "tax") => new()
    {
        Number = number,
        Parent = number - 1,
        MessageId = $"message-{number}",
        TextHash = $"hash-{number}",
        Question = $"Question {number}: ¿dónde?",
        SearchText = "tax office",
        Answer = $"Answer {number} [1].",
        Kind = AnswerKind.Model,
        Botlet = botlet,
        Language = "es",
        AskedAt = Noon.AddSeconds(number),
        AnsweredAt = Noon.AddSeconds(number + 1).AddTicks(7),
        Sources = [new TurnSource(1, "tax/office#2", "Office", "Hours", "https://town.example/tax", new DateOnly(2026, 1, 5), "en")],
        Notices = [new TurnNotice(NoticeCodes.SmallerModel, "A smaller model answers.")],
        Suggestions = ["What does it cost?"],
        Usage = usage,
        CitationsRemoved = 1,
        Attempt = 2,
        Thinking = "thought",
        FailureCode = "none",
        TicketFor = 1,
    };

    /// <summary>Makes a provider call.</summary>
    public static TurnUsage Usage(DateOnly day, string? model = "small-1", decimal costUsd = 0.000123456789m) => new(
        "openai", "west", model, 2, 1_200, 200, 300, costUsd, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4), "quota", day);
}
