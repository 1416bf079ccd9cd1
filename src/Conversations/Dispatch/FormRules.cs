using System.Collections.Frozen;

namespace GovStack.Conversations.Dispatch;

/// <summary>What one language drops from a question without changing what it asks.</summary>
internal sealed class FormRules
{
    private static readonly FormRules English = new(
        fillers: "please pls plz kindly the",
        openings: """
            hello|hi|hey|hello there|hi there|good morning|good afternoon|good evening|greetings|excuse me|sorry|thanks|thank you|dear sir or madam|
            can you tell me|could you tell me|would you tell me|will you tell me|can you explain|could you explain|can you explain to me|tell me|
            can you help me understand|do you know|i would like to know|i want to know|i need to know|i was wondering|i am wondering|wondering|
            i have a question|quick question|question|my question is|can i ask|may i ask|so|ok|okay|well
            """,
        endings: "thanks|thank you|thanks a lot|thank you very much|thank you so much|many thanks|thanks in advance|thank you in advance|regards",
        rewrites: """
            how do i>how to|how can i>how to|how could i>how to|how would i>how to|how do you>how to|how can you>how to|how does one>how to|
            how do we>how to|how can we>how to|what is the way to>how to|where do i>where to|where can i>where to|where could i>where to|
            where do you>where to|where can you>where to|where do we>where to|where can we>where to
            """,
        expansions: """
            what's>what is|whats>what is|where's>where is|wheres>where is|how's>how is|hows>how is|who's>who is|when's>when is|that's>that is|
            it's>it is|i'm>i am|im>i am|i've>i have|ive>i have|i'd>i would|i'll>i will|can't>can not|cant>can not|cannot>can not|don't>do not|
            dont>do not|doesn't>does not|doesnt>does not|didn't>did not|didnt>did not|isn't>is not|isnt>is not|aren't>are not|wasn't>was not|
            won't>will not|wouldn't>would not|shouldn't>should not|couldn't>could not|haven't>have not|hasn't>has not|there's>there is
            """);

    private static readonly FormRules Spanish = new(
        fillers: "porfavor",
        openings: """
            hola|buenas|buenos días|buenos dias|buenas tardes|buenas noches|disculpe|perdón|perdon|gracias|por favor|me puede decir|me puedes decir|
            puede decirme|puedes decirme|podría decirme|podria decirme|me podría decir|me podria decir|dígame|digame|dime|quisiera saber|quiero saber|
            me gustaría saber|me gustaria saber|necesito saber|usted sabe|sabe usted|sabe|tengo una pregunta|una pregunta|mi pregunta es
            """,
        endings: "gracias|muchas gracias|mil gracias|por favor|gracias de antemano",
        rewrites: "cómo puedo>cómo|como puedo>cómo|dónde puedo>dónde|donde puedo>dónde|como>cómo|donde>dónde|cuando>cuándo|cuanto>cuánto|cuanta>cuánta|cual>cuál",
        expansions: "");

    private static readonly FormRules German = new(
        fillers: "bitte",
        openings: "hallo|guten tag|guten morgen|guten abend|können sie mir sagen|könnten sie mir sagen|wissen sie|ich möchte wissen|ich würde gerne wissen|sagen sie mir|eine frage",
        endings: "danke|vielen dank|danke schön|besten dank",
        rewrites: "wie kann man>wie kann ich|wo kann man>wo kann ich|was kann man>was kann ich|wie soll man>wie soll ich",
        expansions: "");

    private static readonly FormRules French = new(
        fillers: "svp",
        openings: "bonjour|bonsoir|salut|pouvez-vous me dire|pourriez-vous me dire|je voudrais savoir|j'aimerais savoir|savez-vous|dites-moi",
        endings: "merci|merci beaucoup|merci d'avance|s'il vous plaît|s'il vous plait",
        rewrites: "",
        expansions: "");

    private static readonly FormRules None = new("", "", "", "", "");

    private FormRules(string fillers, string openings, string endings, string rewrites, string expansions)
    {
        Fillers = fillers.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
        Openings = [.. Entries(openings).Select(Words).OrderByDescending(words => words.Length)];
        Endings = [.. Entries(endings).Select(Words).OrderByDescending(words => words.Length)];
        Rewrites = [.. Entries(rewrites).Select(Arrow).OrderByDescending(rewrite => rewrite.From.Length)];
        Expansions = Entries(expansions).Select(Arrow).ToFrozenDictionary(entry => entry.From[0], entry => entry.To);
    }

    /// <summary>Gets words that are dropped wherever they stand.</summary>
    public FrozenSet<string> Fillers { get; }

    /// <summary>Gets phrases that are dropped at the start, the longest first.</summary>
    public IReadOnlyList<string[]> Openings { get; }

    /// <summary>Gets phrases that are dropped at the end, the longest first.</summary>
    public IReadOnlyList<string[]> Endings { get; }

    /// <summary>Gets openings that mean the same as another.</summary>
    public IReadOnlyList<(string[] From, string[] To)> Rewrites { get; }

    /// <summary>Gets contracted words and what they stand for.</summary>
    public FrozenDictionary<string, string[]> Expansions { get; }

    /// <summary>Gets a language's rules; a language that has none drops nothing.</summary>
    public static FormRules For(string? language) => language?.ToUpperInvariant() switch
    {
        "EN" => English,
        "ES" => Spanish,
        "DE" => German,
        "FR" => French,
        _ => None,
    };

    private static string[] Entries(string text)
        => text.Split(['|', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] Words(string text) => text.Split(' ');

    private static (string[] From, string[] To) Arrow(string entry)
    {
        var parts = entry.Split('>');
        return (Words(parts[0]), Words(parts[1]));
    }
}
