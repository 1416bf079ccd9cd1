using System.Runtime.CompilerServices;

namespace GovStack.Conversations.Quota;

/// <summary>One number per meter of a pool, in the order of its meters. A value: it lives in the ticket, not on the heap.</summary>
[InlineArray(Most)]
internal struct Amounts
{
    /// <summary>The most meters a pool can have: four axes by the minute, two by the day.</summary>
    public const int Most = 6;

    private double _first;

    /// <summary>Adds another set, times a factor.</summary>
    public void Add(in Amounts other, double times)
    {
        for (var i = 0; i < Most; i++)
            this[i] += other[i] * times;
    }
}
