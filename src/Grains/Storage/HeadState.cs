using System.Text.Json.Serialization;
using GovStack.Conversations;

namespace GovStack.Grains.Storage;

/// <summary>
/// What grain storage holds of a conversation: the head, the questions not answered yet, and which turns are finished. The fields before them repeat what
/// lists are made from; the database indexes them out of this JSON, so that a list can never differ from the heads.
/// </summary>
internal sealed class HeadState
{
    /// <summary>Gets or sets the agency.</summary>
    public string? Tenant { get; set; }

    /// <summary>Gets or sets the person.</summary>
    public string? Person { get; set; }

    /// <summary>Gets or sets when it last changed, in UTC ticks.</summary>
    public long? Updated { get; set; }

    /// <summary>Gets or sets when the oldest unanswered question arrived, in UTC ticks; null where all are answered.</summary>
    public long? WaitingSince { get; set; }

    /// <summary>Gets or sets the head; null in a state never written.</summary>
    public ConversationHead? Head { get; set; }

    /// <summary>Gets or sets the questions accepted and not answered, by number.</summary>
    public IReadOnlyList<AcceptedTurn> Unanswered { get; set; } = [];

    /// <summary>Gets or sets the numbers of the finished turns: a page outside of these is an orphan and is never read.</summary>
    public IReadOnlyList<NumberRange> Finished { get; set; } = [];

    /// <summary>Makes the state that follows.</summary>
    public static HeadState Of(ConversationHead head, IEnumerable<AcceptedTurn> unanswered, IReadOnlyList<NumberRange> finished)
    {
        var waiting = unanswered.OrderBy(accepted => accepted.Number).ToArray();
        return new()
        {
            Tenant = head.Tenant,
            Person = head.Person,
            Updated = head.UpdatedAt.UtcTicks,
            WaitingSince = waiting.Length == 0 ? null : waiting.Min(accepted => accepted.ArrivedAt.UtcTicks),
            Head = head,
            Unanswered = waiting,
            Finished = finished,
        };
    }
}

/// <summary>Numbers in a row, both ends included. Turns end nearly in order, so that a long conversation has one or two of these.</summary>
[JsonConverter(typeof(NumberRangeConverter))]
internal readonly record struct NumberRange(int First, int Last)
{
    /// <summary>Says whether a number lies in one of the ranges.</summary>
    public static bool Contains(IReadOnlyList<NumberRange> ranges, int number)
    {
        foreach (var range in ranges)
        {
            if (number >= range.First && number <= range.Last)
                return true;
        }

        return false;
    }

    /// <summary>Adds a number, joining ranges that touch.</summary>
    public static IReadOnlyList<NumberRange> Add(IReadOnlyList<NumberRange> ranges, int number)
    {
        var joined = new List<NumberRange>(ranges.Count + 1);
        var added = new NumberRange(number, number);
        foreach (var range in ranges)
        {
            if (range.Last + 1 < added.First || range.First - 1 > added.Last)
                joined.Add(range);
            else
                added = new(Math.Min(range.First, added.First), Math.Max(range.Last, added.Last));
        }

        joined.Add(added);
        joined.Sort((one, other) => one.First.CompareTo(other.First));
        return joined;
    }
}

/// <summary>A range as an array of two numbers.</summary>
internal sealed class NumberRangeConverter : JsonConverter<NumberRange>
{
    /// <inheritdoc/>
    public override NumberRange Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options)
    {
        reader.Read();
        var first = reader.GetInt32();
        reader.Read();
        var last = reader.GetInt32();
        reader.Read();
        return new(first, last);
    }

    /// <inheritdoc/>
    public override void Write(System.Text.Json.Utf8JsonWriter writer, NumberRange value, System.Text.Json.JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.First);
        writer.WriteNumberValue(value.Last);
        writer.WriteEndArray();
    }
}
