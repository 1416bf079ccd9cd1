using System.CommandLine;
using System.Globalization;
using System.Text;
using GovStack.Benchmarks.Store;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Knowledge.Packs;
using GovStack.Standalone.Answers;

namespace GovStack.Benchmarks;

/// <summary>Measures the answers kept for reuse in memory: what one takes, and how fast it is found among all.</summary>
internal static class ReuseCommand
{
    private const int Letters = 1_100;      // Some 250 tokens.
    private const int SourcesOfAnswer = 6;
    private const int LookUps = 100_000;

    public static Command Create()
    {
        var count = new Option<int>("--answers") { Description = "How many are kept.", DefaultValueFactory = _ => 100_000 };
        var pack = BenchmarkData.PackOption();
        var command = new Command("reuse", "Answers of about 250 tokens, made of the pack's sentences, with six sources each: memory an entry, and the look-up.") { count, pack };
        command.SetAction(async (result, cancellationToken) =>
        {
            var read = new ContentPackReader(TimeProvider.System).Read(result.GetRequiredValue(pack).FullName).Require();
            var passages = read.Passages.Select(indexed => indexed.Passage).Where(passage => passage.Language == "en").ToArray();
            var number = result.GetRequiredValue(count);
            var store = new MemoryAnswerStore();
            var random = new Random(1);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var letters = 0L;
            for (var i = 0; i < number; i++)
            {
                var answer = Answer(passages, random);
                letters += answer.Answer.Length;
                await store.KeepAsync(Key(read.Agency, i), answer, cancellationToken);
            }

            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)number;
            var found = await Latencies.OfAsync(LookUps, async _ => await store.FindAsync(Key(read.Agency, random.Next(number)), cancellationToken));
            var missing = await Latencies.OfAsync(LookUps, async _ => await store.FindAsync(Key(read.Agency, number + random.Next(number)), cancellationToken));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} answers of {letters / number} characters on average: {each:F0} bytes each, key and all"));
            Console.WriteLine($"found:     {found}");
            Console.WriteLine($"not there: {missing}");
            GC.KeepAlive(store);
        });
        return command;
    }

    private static AnswerKey Key(Agency agency, int number)
        => new(agency.Id, "public", "en", "tax", "standard", "3f2a9c", agency.Version, string.Create(CultureInfo.InvariantCulture, $"how long take federal tax refund case number {number}"));

    private static StoredAnswer Answer(Passage[] passages, Random random)
    {
        var chosen = Enumerable.Range(0, SourcesOfAnswer).Select(_ => passages[random.Next(passages.Length)]).ToArray();
        var text = new StringBuilder();
        while (text.Length < Letters)
        {
            var number = random.Next(chosen.Length);
            var sentences = chosen[number].Text.Split(". ");
            text.Append(sentences[random.Next(sentences.Length)].Trim('.', '\n', ' ')).Append(" [").Append(number + 1).Append("]. ");
        }

        return new(text.ToString(), QuickAnswers.SourcesOf(chosen), ["What do I need?", "How much is it?"], DateTimeOffset.UnixEpoch, "gpt-4.1-mini");
    }
}
