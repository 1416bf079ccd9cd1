namespace GovStack.Conversations.Providers.Wire;

/// <summary>
/// Parts the thinking that open models write into their text (<c>&lt;think&gt;…&lt;/think&gt;</c> at the beginning) from the answer. Holds back at most one tag's length.
/// </summary>
internal sealed class ThinkTags
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    private string _held = "";
    private State _state = State.Start;

    private enum State
    {
        Start,
        Thinking,
        Answer,
    }

    /// <summary>Takes the next text.</summary>
    /// <returns>What of it is thinking and what is answer; either may be empty.</returns>
    public (string Thinking, string Answer) Push(string text)
    {
        if (_state == State.Answer)
            return ("", text);
        _held += text;
        if (_state == State.Start)
        {
            var begin = _held.TrimStart();
            if (begin.Length < Open.Length && Open.StartsWith(begin, StringComparison.Ordinal))
                return ("", "");
            if (!begin.StartsWith(Open, StringComparison.Ordinal))
                return ("", Answer(_held));
            _state = State.Thinking;
            _held = begin[Open.Length..];
        }

        var close = _held.IndexOf(Close, StringComparison.Ordinal);
        if (close >= 0)
        {
            var thought = _held[..close];
            return (thought, Answer(_held[(close + Close.Length)..].TrimStart()));
        }

        // The end may be the beginning of the closing tag.
        var keep = Math.Min(Close.Length - 1, _held.Length);
        while (keep > 0 && !Close.StartsWith(_held[^keep..], StringComparison.Ordinal))
            keep--;
        var thinking = _held[..^keep];
        _held = _held[^keep..];
        return (thinking, "");
    }

    /// <summary>Gives what was held back at the end.</summary>
    public (string Thinking, string Answer) Finish()
    {
        var rest = _held;
        _held = "";
        return _state == State.Thinking ? (rest, "") : ("", rest);
    }

    private string Answer(string rest)
    {
        _state = State.Answer;
        _held = "";
        return rest;
    }
}
