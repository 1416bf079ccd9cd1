using System.Text;

namespace GovStack.LoadTest.Planning;

/// <summary>Makes questions that are each their own, unless told to repeat: a server that answers all from one stored answer is not measured.</summary>
internal sealed class QuestionMaker(int seed, bool repeat, IReadOnlyList<string>? questions = null, bool mixedSizes = false)
{
    // Mixed sizes: half of what is asked is a letter of 2 KB or more, half of the answers have 200 tokens or more; both with a long tail.
    private const double MedianBytes = 2_000;
    private const double SpreadOfBytes = 1;
    private const int MostBytes = 18_000;
    private const double MedianAnswer = 200;
    private const double SpreadOfAnswers = 0.5;
    private const int MostAnswer = 600;
    private const string Letters = "bcdfghjklmnpqrstvwxz";

    private static readonly string[] _common =
    [
        "How long does it take to get a federal tax refund?",
        "Can I pay my tax bill in monthly instalments?",
        "What happens if I file my tax return late?",
        "Do I need to pay estimated taxes as a ride app driver?",
        "How do I get an employer identification number for my company?",
        "Does a filing extension give me more time to pay?",
        "Where do I register to vote after moving?",
        "How do I replace a lost birth certificate?",
        "What do I need to bring for a REAL ID?",
        "How do I apply for disability benefits?",
        "Who can help me with my heating bill?",
        "How do I report a scam phone call?",
        "Do I need a licence to open a food truck?",
        "Which permit do I need to build a deck?",
        "How do I renew my passport by mail?",
        "What should be in an emergency kit at home?",
    ];

    private readonly Random _random = new(seed);
    private readonly IReadOnlyList<string> _questions = questions ?? _common;
    private int _asked;

    /// <summary>A question with its own nonce, padded to a size where one is given.</summary>
    public Question Next(int payloadBytes = 0, int outputTokens = 0, string? recalls = null)
    {
        var text = new StringBuilder(_questions[_asked % _questions.Count]);
        var nonce = repeat ? "repeated" + Name(_asked % _questions.Count) : Word(12);
        _asked++;
        if (mixedSizes && payloadBytes == 0)
            payloadBytes = (int)Math.Min(MostBytes, MedianBytes * Math.Exp(SpreadOfBytes * Normal()));
        if (mixedSizes && outputTokens == 0)
            outputTokens = (int)Math.Clamp(MedianAnswer * Math.Exp(SpreadOfAnswers * Normal()), 1, MostAnswer);
        if (!repeat)
            text.Append(" My case is called ").Append(Word(7)).Append(' ').Append(Word(8)).Append('.');
        if (recalls is not null)
            text.Append(" [[recall]]");
        if (outputTokens > 0)
            text.Append(" [[out:").Append(outputTokens).Append("]]");
        text.Append(" [[nonce:").Append(nonce).Append("]]");
        Pad(text, payloadBytes);
        return new Question(nonce, text.ToString(), recalls);
    }

    /// <summary>Somebody in danger.</summary>
    public Question Emergency()
    {
        var nonce = Word(12);
        return new Question(nonce, $"My house is on fire, which number do I call and what do I do? My name is {Word(8)}. [[nonce:{nonce}]]");
    }

    /// <summary>The shortest question there is: 13 bytes with a nonce of three letters.</summary>
    public Question Shortest()
    {
        var nonce = Word(3);
        return new Question(nonce, $"Fee? [[n{nonce}]]");
    }

    /// <summary>Questions of one conversation, each asking what the one before it was.</summary>
    public IReadOnlyList<Question> Conversation(int count)
    {
        var made = new List<Question>(count);
        for (var i = 0; i < count; i++)
            made.Add(Next(recalls: i == 0 ? null : made[i - 1].Nonce));
        return made;
    }

    // Letters only: digits could be taken for somebody's personal number and masked.
    private string Word(int length) => string.Create(length, _random, (word, random) =>
    {
        for (var i = 0; i < word.Length; i++)
            word[i] = Letters[random.Next(Letters.Length)];
    });

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static string Name(int number) => new([.. number.ToString("D3", System.Globalization.CultureInfo.InvariantCulture).Select(digit => Letters[digit - '0'])]);

    // What a person pastes: a letter, told once more in other words. Ahead of the question, so that the question stays last.
    private void Pad(StringBuilder text, int payloadBytes)
    {
        var missing = payloadBytes - text.Length;
        if (missing <= 0)
            return;

        var letter = new StringBuilder("This is the letter I got. ", missing + 32);
        while (letter.Length < missing)
            letter.Append("Regarding ").Append(Word(6)).Append(" the office writes that the form must be complete and signed. ");
        text.Insert(0, letter.ToString(0, missing));
    }
}
