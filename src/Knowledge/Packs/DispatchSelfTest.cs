using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;

namespace GovStack.Knowledge.Packs;

/// <summary>A question that went elsewhere than the pack says; null stands for out of scope.</summary>
internal sealed record AstrayQuestion(string Text, string? Belongs, string? Went);

/// <summary>
/// Asks a pack's own questions of dispatchers that have not seen them: the questions are dealt into parts, and each part is asked of one trained on
/// the others. So the figure says how new questions will fare, not how well the old ones were learnt by heart.
/// </summary>
internal sealed record DispatchSelfTest(int Asked, IReadOnlyList<AstrayQuestion> Astray)
{
    private const int Parts = 5;

    public int Right => Asked - Astray.Count;

    public static DispatchSelfTest Run(ContentPack pack)
    {
        var (agency, titles) = (pack.Agency, pack.Titles());
        var astray = new List<AstrayQuestion>();
        var asked = 0;
        for (var part = 0; part < Parts; part++)
        {
            var questions = agency.Questions.Where((_, index) => index % Parts == part).ToList();
            var answers = agency.ApprovedAnswers.Where((_, index) => index % Parts == part).ToList();
            List<ExampleQuestion> held = [.. questions, .. answers.SelectMany(
                answer => answer.Questions.Select(question => new ExampleQuestion(answer.Botlet, answer.Language, question)))];
            var dispatcher = IntentDispatcher.Train(Without(agency, held, answers), titles);
            asked += held.Count;
            foreach (var question in held)
            {
                var decision = dispatcher.Dispatch(question.Text, question.Language, context: null);
                var went = decision.IsOutOfScope ? null : decision.Botlet;
                if (went != question.Botlet)
                    astray.Add(new AstrayQuestion(question.Text, question.Botlet, went));
            }
        }

        return new(asked, astray);
    }

    // The same words may stand as an example, on the start page and above an approved answer: all copies are taken out.
    private static Agency Without(Agency agency, List<ExampleQuestion> held, List<ApprovedAnswer> answers)
    {
        var texts = held.Select(question => question.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return agency with
        {
            Questions = [.. agency.Questions.Where(question => !texts.Contains(question.Text))],
            ApprovedAnswers = [.. agency.ApprovedAnswers.Except(answers)
                .Select(answer => answer with { Questions = [.. answer.Questions.Where(question => !texts.Contains(question))] })],
            Botlets = [.. agency.Botlets.Select(botlet => botlet with
            {
                Examples = botlet.Examples.ToDictionary(
                    examples => examples.Key, examples => (IReadOnlyList<string>)[.. examples.Value.Where(example => !texts.Contains(example))]),
            })],
        };
    }
}
