using System.Globalization;

namespace GovStack.LoadTest.Planning;

/// <summary>The loads of the measured assistant's tests.</summary>
internal sealed class Plans(QuestionMaker questions, int seed)
{
    /// <summary>Questions an hour from 9 to 13 h on the measured assistant's business day.</summary>
    private static readonly int[] _hours = [120, 150, 120, 80, 60];

    private readonly Random _random = new(seed);

    /// <summary>One question after another, each in a conversation of its own and after the answer before.</summary>
    public Plan Baseline(int count) => new(
        $"{count} in sequence",
        [new Person(TimeSpan.Zero, [.. Enumerable.Range(0, count).Select(_ => questions.Next())], FreshConversations: true)]);

    /// <summary>One person after another at even distances.</summary>
    public Plan Evenly(string name, int count, double perMinute)
        => new(name, [.. Enumerable.Range(0, count).Select(i => new Person(TimeSpan.FromMinutes(i / perMinute), [questions.Next()]))]);

    public Plan AtOnce(int people)
        => new($"{people} at once", [.. Enumerable.Range(0, people).Select(_ => new Person(TimeSpan.Zero, [questions.Next()]))]);

    /// <summary>A day's shape with arrivals at random within each hour.</summary>
    /// <param name="hour">How long an hour takes.</param>
    /// <param name="factor">How many times the day's questions.</param>
    public Plan BusinessDay(TimeSpan hour, double factor)
    {
        var arrivals = _hours.SelectMany((count, index) => Enumerable.Range(0, (int)Math.Round(count * factor)).Select(_ => hour * (index + _random.NextDouble())));
        return new Plan("business day 9-13 h", [.. arrivals.Order().Select(at => new Person(at, [questions.Next()]))]);
    }

    public Plan RapidFire(int count)
        => new($"{count} from one person", [new Person(TimeSpan.Zero, [.. Enumerable.Range(0, count).Select(_ => questions.Next())], AllAtOnce: true)]);

    public Plan Payload(int payloadBytes, int count) => new(
        payloadBytes < 1_000 ? $"{payloadBytes} B" : string.Create(CultureInfo.InvariantCulture, $"{payloadBytes / 1000d} KB"),
        [.. Enumerable.Range(0, count).Select(i => new Person(TimeSpan.FromSeconds(2 * i), [payloadBytes < 40 ? questions.Shortest() : questions.Next(payloadBytes)]))]);

    public Plan Conversations(int people, int turns, TimeSpan think)
        => new($"{people} people x {turns} questions", [.. Enumerable.Range(0, people).Select(_ => new Person(TimeSpan.Zero, questions.Conversation(turns), think))]);

    /// <summary>Independent people at a mean rate.</summary>
    public Plan Steady(string name, double perMinute, TimeSpan duration)
    {
        var people = new List<Person>();
        for (var at = TimeSpan.Zero; ;)
        {
            at += TimeSpan.FromMinutes(-Math.Log(1 - _random.NextDouble()) / perMinute);
            if (at >= duration)
                return new Plan(name, people);
            people.Add(new Person(at, [questions.Next()]));
        }
    }

    /// <summary>A steady load of ordinary questions with an emergency every so often among them.</summary>
    public Plan WithEmergencies(string name, double perMinute, TimeSpan duration, TimeSpan between)
    {
        var people = Steady(name, perMinute, duration).People.ToList();
        for (var at = between; at < duration; at += between)
            people.Add(new Person(at, [questions.Emergency()]));
        return new Plan(name, [.. people.OrderBy(person => person.At)]);
    }

    /// <summary>Recorded arrivals: offset_s, context_tokens, generated_tokens.</summary>
    /// <param name="path">The file.</param>
    /// <param name="duration">How much of it.</param>
    /// <param name="rate">How many times as fast.</param>
    public Plan Replay(string path, TimeSpan duration, double rate)
    {
        const int BytesPerToken = 4;
        const int LargestQuestion = 18_000;
        var people = new List<Person>();
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var fields = line.Split(',');
            var at = TimeSpan.FromSeconds(double.Parse(fields[0], CultureInfo.InvariantCulture) / rate);
            if (at >= duration)
                break;
            var bytes = Math.Min(LargestQuestion, BytesPerToken * int.Parse(fields[1], CultureInfo.InvariantCulture));
            people.Add(new Person(at, [questions.Next(bytes, Math.Max(1, int.Parse(fields[2], CultureInfo.InvariantCulture)))]));
        }

        return new Plan($"replay of {Path.GetFileNameWithoutExtension(path)}", people);
    }
}
