using System.Globalization;
using System.Text.RegularExpressions;

namespace GovStack.ProviderSimulator.Answers;

/// <summary>
/// What the simulated model says, so that a test can tell the right and complete answer from any other: it repeats the nonce of the last question,
/// cites the first passage it was given ([1] or [p1]), and closes with <see cref="EndMark"/>.
/// </summary>
/// <remarks>
/// Marks in the last question: <c>[[nonce:abc]]</c>, or <c>[[nabc]]</c> where bytes are counted, is answered with <c>nonce:abc</c>; <c>[[recall]]</c> with <c>recall:</c> and the nonce of the
/// question before it in the same prompt, or <c>recall:none</c>; <c>[[out:120]]</c> makes the answer 120 tokens long. An unfinished answer at the end of
/// the prompt is continued where it stopped.
/// </remarks>
public static partial class AnswerText
{
    /// <summary>The last word of every complete answer.</summary>
    public const string EndMark = "END-OF-ANSWER";

    private static readonly string[] _words =
        "the office asks for your form and a copy of each paper within ten working days after you apply here or by post so that it can decide".Split(' ');

    /// <summary>The whole answer as tokens, each with the space before it.</summary>
    internal static IReadOnlyList<string> Compose(IReadOnlyList<PromptMessage> prompt, OutputLengths lengths, int seed)
    {
        var asked = LastQuestion(prompt);
        var question = asked < 0 ? "" : prompt[asked].Text;
        var nonce = NonceOf(question);
        var random = new Random(StableHash(nonce ?? question, seed));
        var length = OutputMark().Match(question) is { Success: true } mark
            ? Math.Max(OutputLengths.Shortest, int.Parse(mark.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            : lengths.Draw(random);

        List<string> start = [nonce is null ? "Answer:" : $"nonce:{nonce}"];
        if (question.Contains("[[recall]]", StringComparison.Ordinal))
            start.Add($"recall:{prompt.Take(asked).Where(message => message.Role == "user").Select(message => NonceOf(message.Text)).LastOrDefault(found => found is not null) ?? "none"}");
        List<string> end = [EndMark];
        if (FirstPassage(prompt) is { } passage)
            end.Insert(0, passage);

        List<string> words = [.. start];
        while (words.Count < length - end.Count)
            words.Add(_words[random.Next(_words.Length)]);
        words.AddRange(end);
        for (var i = 1; i < words.Count; i++)
            words[i] = " " + words[i];
        return Rest(words, prompt, asked);
    }

    // A prompt that ends with a part of this very answer wants the rest, not the whole again.
    private static List<string> Rest(List<string> words, IReadOnlyList<PromptMessage> prompt, int asked)
    {
        if (asked < 0 || asked == prompt.Count - 1)
            return words;

        var begun = string.Concat(prompt.Skip(asked + 1).Where(message => message.Role == "assistant").Select(message => message.Text)).Trim();
        var (kept, length) = (0, 0);
        while (kept < words.Count && length + words[kept].Length <= begun.Length)
            length += words[kept++].Length;
        return begun.Length > 0 && string.Concat(words).StartsWith(begun, StringComparison.Ordinal) && kept < words.Count ? words[kept..] : words;
    }

    private static int LastQuestion(IReadOnlyList<PromptMessage> prompt)
    {
        var last = prompt.Count - 1;
        while (last >= 0 && prompt[last].Role != "user")
            last--;

        // "Continue." after an unfinished answer is no question of its own: the one before it is meant.
        var continues = last >= 2 && NonceOf(prompt[last].Text) is null && prompt[last - 2].Role == "user"
            && prompt[last - 1].Role == "assistant" && !prompt[last - 1].Text.Contains(EndMark, StringComparison.Ordinal);
        if (continues)
            return last - 2;

        return last;
    }

    /// <summary>The nonce of the question that an answer to this prompt would repeat, or null.</summary>
    internal static string? NonceOf(IReadOnlyList<PromptMessage> prompt) => LastQuestion(prompt) is >= 0 and var asked ? NonceOf(prompt[asked].Text) : null;

    private static string? NonceOf(string text) => NonceMark().Matches(text) is { Count: > 0 } found ? found[^1].Groups[1].Value : null;

    private static string? FirstPassage(IReadOnlyList<PromptMessage> prompt)
        => prompt.Select(message => PassageMark().Match(message.Text)).FirstOrDefault(match => match.Success)?.Value;

    // FNV-1a: the same on every run and machine, unlike string.GetHashCode.
    private static int StableHash(string text, int seed)
    {
        var hash = 2166136261u ^ (uint)seed;
        foreach (var character in text)
            hash = (hash ^ character) * 16777619u;
        return (int)(hash & int.MaxValue);
    }

    [GeneratedRegex(@"\[\[(?:nonce:|n)([A-Za-z0-9_-]+)\]\]")]
    private static partial Regex NonceMark();

    [GeneratedRegex(@"\[\[out:(\d{1,6})\]\]")]
    private static partial Regex OutputMark();

    [GeneratedRegex(@"\[p?\d+\]")]
    private static partial Regex PassageMark();
}
