using System.Globalization;
using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Index;

namespace GovStack.Knowledge.Packs;

/// <summary>Checks a content pack without starting a server, for its authors: every fault by file and line, or what the pack holds and how well it works.</summary>
public static class PackCheck
{
    /// <summary>The pack can be used.</summary>
    public const int Sound = 0;

    /// <summary>The pack has faults.</summary>
    public const int Faulty = 1;

    private const int MostNamed = 20;

    /// <summary>Checks a pack and prints what it finds.</summary>
    /// <param name="folder">The pack's folder.</param>
    /// <param name="output">Takes the faults, one a line as "file:line: reason", or the summary.</param>
    /// <param name="clock">The clock dates are checked against; the system's where null.</param>
    /// <returns>The exit code: <see cref="Sound"/> or <see cref="Faulty"/>. Questions that go astray are told, but are no fault.</returns>
    public static async Task<int> RunAsync(string folder, TextWriter output, TimeProvider? clock = null)
    {
        var result = new ContentPackReader(clock ?? TimeProvider.System).Read(folder);
        if (result.Pack is not { } pack)
        {
            foreach (var fault in result.Faults)
                await output.WriteLineAsync(fault.ToString());
            await output.WriteLineAsync(Line($"{result.Faults.Count} fault{(result.Faults.Count == 1 ? "" : "s")}."));
            return Faulty;
        }

        await WriteSummaryAsync(pack, output);
        await WriteDispatchAsync(pack, output);
        await WriteRetrievalAsync(pack, output);
        return Sound;
    }

    private static async Task WriteSummaryAsync(ContentPack pack, TextWriter output)
    {
        var agency = pack.Agency;
        await output.WriteLineAsync(Line($"{agency.Id}: sound, version {agency.Version}"));
        foreach (var language in agency.Languages)
        {
            var passages = pack.Passages.Where(indexed => indexed.Passage.Language == language).ToList();
            var pages = passages.Select(indexed => indexed.Passage.Slug).Distinct().Count();
            var questions = agency.Questions.Count(question => question.Language == language);
            var answers = agency.ApprovedAnswers.Count(answer => answer.Language == language);
            await output.WriteLineAsync(Line($"  {language}: {pages} pages, {passages.Count} passages, {questions} questions, {answers} approved answers"));
        }
    }

    private static async Task WriteDispatchAsync(ContentPack pack, TextWriter output)
    {
        var test = DispatchSelfTest.Run(pack);
        await output.WriteLineAsync(Line($"  dispatch: {test.Right} of {test.Asked} questions go where the pack says, each asked of a dispatcher that has not seen it"));
        foreach (var astray in test.Astray.Take(MostNamed))
            await output.WriteLineAsync(Line($"    to {astray.Went ?? "nobody"} instead of {astray.Belongs ?? "nobody"}: {astray.Text}"));
        if (test.Astray.Count > MostNamed)
            await output.WriteLineAsync(Line($"    and {test.Astray.Count - MostNamed} more"));
    }

    // An approved question whose own source is not found tells its author which words the page lacks.
    private static async Task WriteRetrievalAsync(ContentPack pack, TextWriter output)
    {
        using var index = PassageIndex.Build(pack.Passages);
        var asked = pack.Agency.ApprovedAnswers.SelectMany(answer => answer.Questions.Select(question => (Text: question, Answer: answer))).ToList();
        var missed = asked.Where(question => !Finds(index, question.Text, question.Answer)).ToList();
        await output.WriteLineAsync(Line($"  retrieval: {asked.Count - missed.Count} of {asked.Count} approved questions find a page they cite"));
        foreach (var (text, answer) in missed.Take(MostNamed))
            await output.WriteLineAsync(Line($"    not {string.Join(" or ", answer.Sources)} ({answer.Language}): {text}"));
    }

    private static bool Finds(PassageIndex index, string question, ApprovedAnswer answer)
        => index.Search(new(question, answer.Language, [answer.Botlet])).Any(found => answer.Sources.Contains(found.Passage.Slug));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
