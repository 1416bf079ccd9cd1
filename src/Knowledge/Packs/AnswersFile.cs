using System.Text.RegularExpressions;
using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads answers/&lt;language&gt;.yaml: the approved answers, given without a model.</summary>
internal static partial class AnswersFile
{
    private const int LongestAnswer = 8_000;

    public static IReadOnlyList<ApprovedAnswer> Read(string file, string language, string text, IReadOnlySet<string> slugs, PackContext context)
    {
        var answers = new List<ApprovedAnswer>();
        switch (YamlTree.Read(file, text, 0, context.Faults))
        {
            case YamlList list:
                var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
                foreach (var map in list.Items)
                {
                    if (map is not YamlMap entry)
                        context.Faults.Add(file, map.Line, $"an answer must be a mapping (key: value), not {map.Kind}");
                    else
                        answers.Add(ReadOne(new PackSection(file, entry, context), language, slugs, lines, answers));
                }

                break;
            case { } other:
                context.Faults.Add(file, other.Line, $"expected a list of answers, found {other.Kind}");
                break;
        }

        return answers;
    }

    private static ApprovedAnswer ReadOne(
        PackSection section, string language, IReadOnlySet<string> slugs, Dictionary<string, int> questionLines, List<ApprovedAnswer> before)
    {
        var answer = new ApprovedAnswer(
            section.Text("id"), section.Text("botlet"), language, section.Date("updated"),
            section.Texts("questions"), section.Text("answer"), section.Texts("sources"));
        section.Context.CheckId(section.File, section.LineOf("id"), "id", answer.Id);
        section.Context.CheckBotlet(section.File, section.LineOf("botlet"), answer.Botlet);
        if (answer.Id.Length > 0 && before.Any(other => other.Id == answer.Id))
            section.Fault(section.LineOf("id"), $"the answer '{answer.Id}' is defined twice");
        foreach (var item in section.Items("questions", required: false, atLeast: 0).OfType<YamlText>().Where(item => item.Value.Length > 0))
        {
            if (!questionLines.TryAdd(item.Value.Trim(), item.Line))
                section.Fault(item.Line, $"the same question has an answer on line {questionLines[item.Value.Trim()]}");
        }

        foreach (var item in section.Items("sources", required: false, atLeast: 0).OfType<YamlText>())
        {
            if (item.Value.Length > 0 && !slugs.Contains(item.Value.Trim()))
                section.Fault(item.Line, $"unknown source '{item.Value.Trim()}'; there is no such page");
        }

        CheckAnswer(section, answer);
        section.Finish();
        return answer;
    }

    private static void CheckAnswer(PackSection section, ApprovedAnswer answer)
    {
        if (answer.Answer.Length > LongestAnswer)
            section.Fault(section.LineOf("answer"), $"the answer is longer than {LongestAnswer:N0} characters");
        foreach (var cited in Citation().Matches(answer.Answer).Select(match => match.Groups["slug"].Value).Distinct())
        {
            if (!answer.Sources.Contains(cited))
                section.Fault(section.LineOf("answer"), $"the answer cites [{cited}], which is not among its sources");
        }
    }

    [GeneratedRegex(@"\[(?<slug>[a-z0-9]+(-[a-z0-9]+)*)\](?!\()")]
    private static partial Regex Citation();
}
