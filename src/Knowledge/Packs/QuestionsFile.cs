using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads questions/&lt;language&gt;.yaml: the example questions per botlet the dispatcher learns from.</summary>
internal static class QuestionsFile
{
    /// <summary>Fewer than this teach the dispatcher nothing it can be held to.</summary>
    public const int Fewest = 5;

    private const int LongestQuestion = 500;

    public static IReadOnlyList<ExampleQuestion> Read(string file, string language, string text, PackContext context)
    {
        var questions = new List<ExampleQuestion>();
        if (YamlTree.ReadMap(file, text, 0, context.Faults) is not { } map)
            return questions;
        var section = new PackSection(file, map, context);
        var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in map.Entries)
        {
            if (entry.Key != BotletSection.OutOfScopeKey)
                context.CheckBotlet(file, entry.Line, entry.Key);
            var botlet = entry.Key == BotletSection.OutOfScopeKey ? null : entry.Key;
            foreach (var item in section.AsItems(entry.Value, entry.Key, atLeast: 0))
            {
                var question = section.AsText(item, entry.Key);
                if (question.Length == 0)
                    continue;
                if (question.Length > LongestQuestion)
                    section.Fault(item.Line, $"the question is longer than {LongestQuestion} characters");
                if (!lines.TryAdd(question, item.Line))
                    section.Fault(item.Line, $"the same question stands on line {lines[question]}");
                questions.Add(new ExampleQuestion(botlet, language, question));
            }
        }

        CheckCounts(section, questions);
        return questions;
    }

    private static void CheckCounts(PackSection section, List<ExampleQuestion> questions)
    {
        foreach (var key in section.Context.Botlets.Append(BotletSection.OutOfScopeKey))
        {
            var count = questions.Count(question => (question.Botlet ?? BotletSection.OutOfScopeKey) == key);
            if (count < Fewest)
                section.Fault(section.LineOf(key), $"'{key}' has too few questions: {count}, at least {Fewest}");
        }
    }
}
