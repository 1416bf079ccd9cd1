using System.CommandLine;
using System.Globalization;
using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Reporting;
using GovStack.LoadTest.Running;
using GovStack.LoadTest.Starting;
using GovStack.LoadTest.Tests;
using GovStack.ProviderSimulator;

namespace GovStack.LoadTest;

/// <summary>The command line.</summary>
internal sealed class LoadTestCommand
{
    private const string About = """
        Load tests for a government assistant, or any OpenAI-compatible server, against a provider with real limits.

        Success is the right and complete answer of the model before the deadline: it repeats the question's own nonce and ends with its end
        mark. Quick answers, tickets, refusals, late, cut and wrong answers, rate-limit errors and people who gave up are counted apart. Beside
        each figure stands what an ideal first-come queue reaches on the same requests under the same limits. Nobody retries, connections have
        no cap, and people come when the plan says, whatever became of those before.

        Examples:
          LoadTest all --start --report out                     builds and starts the server and a simulated provider, runs every test but the soak
          LoadTest ladder --start --levels 100 1000             two steps of the ladder
          LoadTest ladder --start --client retrying             the same load through OpenAI's official client with its retries, no server between
          LoadTest ladder --target http://127.0.0.1:5000 --simulator http://127.0.0.1:5005
          LoadTest ladder --start --simulator-args "--evaluator fixed+10 --output fixed:250"
          LoadTest soak --start --minutes 60
          LoadTest simulator --help                             the simulated provider alone
        """;

    private readonly Option<Uri> _target = Shared(new Option<Uri>("--target") { Description = "The server to measure.", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5000/") });
    private readonly Option<Uri?> _simulator = Shared(new Option<Uri?>("--simulator") { Description = "The simulated provider behind it; without it there is no ideal to compare with." });
    private readonly Option<string> _client = Shared(Choice("--client", "govstack: its own API. plain, retrying: OpenAI's official client without and with its retries.", "govstack", "govstack", "plain", "retrying"));
    private readonly Option<bool> _start = Shared(new Option<bool>("--start") { Description = "Starts the simulated provider and (for --client govstack) the server on free loopback ports, and tells the server the provider's limits." });
    private readonly Option<string> _serverArgs = Shared(Text("--server-args", "More arguments for the started server, such as \"--Limits:PersonBurst 100\".", ""));
    private readonly Option<string?> _serverDll = Shared(new Option<string?>("--server-dll") { Description = "A built server to start, instead of building src/Standalone." });
    private readonly Option<string> _simulatorArgs = Shared(Text("--simulator-args", "Arguments for the started simulated provider.", ""));
    private readonly Option<double> _deadline = Shared(Real("--deadline", "Seconds within which an answer counts as one in time.", 150));
    private readonly Option<double?> _patience = Shared(new Option<double?>("--patience") { Description = "Seconds after which people give up; the deadline where not given." });
    private readonly Option<double> _rest = Shared(Real("--rest", "Seconds between two loads, for the provider's limits to recover.", 60));
    private readonly Option<bool> _repeat = Shared(new Option<bool>("--repeat") { Description = "Everybody asks the same 16 questions, instead of each their own: measures answer reuse, not capacity." });
    private readonly Option<string> _sizes = Shared(Choice("--sizes", "equal: questions of a line, answers as the provider makes them. mixed: questions of 2 KB and answers of 200 tokens at the median, lognormal (σ 1 and 0.5), to 18 KB and 600 tokens.", "equal", "equal", "mixed"));
    private readonly Option<int> _seed = Shared(Number("--seed", "The seed of questions and arrivals.", 1));
    private readonly Option<string> _language = Shared(Text("--language", "The language of the answers; empty to let the server recognise it.", "en"));
    private readonly Option<string> _model = Shared(Text("--model", "The model the plain and retrying clients name.", "sim-large"));
    private readonly Option<int> _maxTokens = Shared(Number("--max-tokens", "The most answer tokens the plain and retrying clients ask for.", 600));
    private readonly Option<int> _promptTokens = Shared(Number("--prompt-tokens", "How long a system prompt the plain and retrying clients send.", 1_400));
    private readonly Option<string?> _apiKey = Shared(new Option<string?>("--api-key") { Description = "The key the plain and retrying clients send." });
    private readonly Option<int?> _pid = Shared(new Option<int?>("--pid") { Description = "The server's process, for its memory; without it /metrics is read." });
    private readonly Option<string> _data = Shared(Text("--data", "Where the recorded arrivals are.", "../shared/data"));
    private readonly Option<string?> _questions = Shared(new Option<string?>("--questions") { Description = "A file of questions to ask, one a line." });
    private readonly Option<string?> _report = Shared(new Option<string?>("--report") { Description = "The folder for report.md, report.html and the charts." });
    private readonly Option<double?> _failUnder = Shared(new Option<double?>("--fail-under") { Description = "Ends with code 1 where a load's answers ÷ ideal stay below this." });

    private readonly Option<int[]> _levels = new("--levels") { Description = "How many people at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. new TestSettings().Levels] };
    private readonly Option<double> _hour = Real("--hour", "Seconds in which an hour of the business day passes.", 60);
    private readonly Option<double> _factor = Real("--factor", "How many times the day's questions, or the provider's capacity.", 0);
    private readonly Option<int> _count = Number("--count", "How many questions.", 0);
    private readonly Option<int> _people = Number("--people", "How many conversations.", 200);
    private readonly Option<int> _turns = Number("--turns", "How many questions a conversation.", 5);
    private readonly Option<double> _think = Real("--think", "Seconds between an answer and the next question.", 5);
    private readonly Option<double> _minutes = Real("--minutes", "How long.", 0);
    private readonly Option<string> _trace = Choice("--trace", "Which arrivals.", "azure-conversation-10min", "azure-conversation-10min", "azure-code-10min");
    private readonly Option<double> _rate = Real("--rate", "How many times as fast the recorded arrivals come.", 1);
    private readonly Option<string?> _prices = new("--prices") { Description = "A file of prices: model,input,cached,output in US$ a million tokens." };

    public RootCommand Create()
    {
        var root = new RootCommand(About);
        foreach (var option in new Option[]
        {
            _target, _simulator, _client, _start, _serverArgs, _serverDll, _simulatorArgs, _deadline, _patience, _rest, _repeat, _sizes, _seed, _language, _model, _maxTokens,
            _promptTokens, _apiKey, _pid, _data, _questions, _report, _failUnder,
        })
            root.Options.Add(option);

        Add(root, "baseline", "Ten questions in sequence.", [_count], tests => [tests.BaselineAsync]);
        Add(root, "ladder", "10, 25, 50, 100, 250, 500 and 1,000 people at once.", [_levels], tests => [tests.LadderAsync]);
        Add(root, "business-day", "A day's arrivals, 9 to 13 h, scaled in time.", [_hour, _factor], tests => [tests.BusinessDayAsync]);
        Add(root, "rapid-fire", "Twenty questions of one person at once.", [_count], tests => [tests.RapidFireAsync]);
        Add(root, "payloads", "Questions of 13 B, 1.5 KB, 6.5 KB and 18 KB.", [_count], tests => [tests.PayloadsAsync]);
        Add(root, "conversations", "200 people with five questions each.", [_people, _turns, _think], tests => [tests.ConversationsAsync]);
        Add(root, "memory", "The server's memory under a steady load at the provider's capacity.", [_minutes], tests => [tests.MemoryAsync]);
        Add(root, "replay", "Recorded arrivals of a real service.", [_trace, _rate, _minutes], tests => [tests.ReplayAsync]);
        Add(root, "emergencies", "People in danger among ten times the load the provider allows.", [_minutes, _factor], tests => [tests.EmergenciesAsync]);
        Add(root, "trouble", "An outage, a hanging and a slow provider, limits halved in mid-run, a second user of the key.", [_minutes], tests => [tests.TroubleAsync]);
        Add(root, "soak", "An hour at three times the provider's capacity.", [_minutes, _factor], tests => [tests.SoakAsync]);
        Add(root, "cost", "Tokens a question by model, a day of 200,000 questions projected with reuse off and on, and what ten models cost.", [_count, _prices], tests => [tests.CostAsync, tests.CostDayAsync]);
        Add(root, "all", "Every test but the soak, in one report.", [_levels, _hour, _people, _turns, _think, _minutes, _trace, _rate, _prices], tests =>
        [
            tests.BaselineAsync, tests.CostAsync, tests.PayloadsAsync, tests.RapidFireAsync, tests.LadderAsync, tests.BusinessDayAsync, tests.ConversationsAsync,
            tests.ReplayAsync, tests.MemoryAsync,
        ]);
        root.Subcommands.Add(new SimulatorCommand().Create("simulator"));
        return root;
    }

    private void Add(
        RootCommand root, string name, string description, Option[] own, Func<TestCatalogue, IReadOnlyList<Func<CancellationToken, Task<ReportSection>>>> pick)
    {
        var command = new Command(name, description);
        foreach (var option in own)
            command.Options.Add(option);
        command.SetAction((line, cancellationToken) => RunAsync(line, name, pick, cancellationToken));
        root.Subcommands.Add(command);
    }

    private async Task<int> RunAsync(
        ParseResult line, string name, Func<TestCatalogue, IReadOnlyList<Func<CancellationToken, Task<ReportSection>>>> pick, CancellationToken cancellationToken)
    {
        try
        {
            await using var started = new StartedServers(Console.Out);
            using var folder = new TemporaryFolder();
            var options = await StartAsync(line, Read(line), started, folder.Path, keepModels: name == "cost", cancellationToken);
            using var measurement = await Measurement.PrepareAsync(options, Console.Out, cancellationToken);
            var tests = new TestCatalogue(measurement, Settings(line, name), Console.Out);
            List<ReportSection> sections = [];
            var report = new Report($"Load test: {name}", [], sections);
            foreach (var test in pick(tests))
            {
                sections.Add(await test(cancellationToken));

                // After each test: a run that is broken off leaves what it has measured.
                if (options.Report is { } path)
                    await ReportWriter.WriteAsync(report with { Setup = Setup(options, measurement) }, path, cancellationToken);
            }

            if (options.Report is null)
                Console.WriteLine(ReportWriter.Markdown(report with { Setup = Setup(options, measurement) }));
            else
                Console.WriteLine($"Report: {Path.Combine(options.Report, "report.html")}");
            return Verdict(line.GetValue(_failUnder), tests.Runs);
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException or FormatException && !cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
    }

    private async Task<LoadTestOptions> StartAsync(ParseResult line, LoadTestOptions options, StartedServers started, string folder, bool keepModels, CancellationToken cancellationToken)
    {
        if (!line.GetValue(_start))
            return options;

        var simulator = options.Simulator ?? await started.StartSimulatorAsync(line.GetValue(_simulatorArgs)!, cancellationToken);
        var target = simulator;
        if (options.Client == ClientMode.GovStack)
        {
            using var client = new SimulatorClient(simulator);
            var provider = await client.OptionsAsync(cancellationToken);
            if (provider.TimeScale > 1)
                throw new InvalidOperationException("A server's ledger counts real minutes: with --client govstack the simulated provider runs at time scale 1.");
            target = await started.StartServerAsync(
                line.GetValue(_serverDll), $"{ServerSettings.For(provider, keepModels)} {line.GetValue(_serverArgs)}", simulator, folder, cancellationToken);
        }

        return options with { Simulator = simulator, Target = target, ServerPid = started.ServerPid ?? options.ServerPid };
    }

    private LoadTestOptions Read(ParseResult line)
    {
        var deadline = TimeSpan.FromSeconds(line.GetValue(_deadline));
        return new LoadTestOptions
        {
            Target = line.GetValue(_target)!,
            Simulator = line.GetValue(_simulator),
            Client = Enum.Parse<ClientMode>(line.GetValue(_client)!, ignoreCase: true),
            Deadline = deadline,
            Patience = line.GetValue(_patience) is { } patience ? TimeSpan.FromSeconds(patience) : deadline,
            Rest = TimeSpan.FromSeconds(line.GetValue(_rest)),
            Repeat = line.GetValue(_repeat),
            MixedSizes = line.GetValue(_sizes) == "mixed",
            Seed = line.GetValue(_seed),
            Language = line.GetValue(_language) is { Length: > 0 } language ? language : null,
            Model = line.GetValue(_model)!,
            MaxTokens = line.GetValue(_maxTokens),
            SystemText = SystemPrompt.OfTokens(line.GetValue(_promptTokens)),
            ApiKey = line.GetValue(_apiKey),
            ServerPid = line.GetValue(_pid),
            Data = line.GetValue(_data)!,
            QuestionsFile = line.GetValue(_questions),
            PricesFile = line.GetValue(_prices),
            Report = line.GetValue(_report),
        };
    }

    // A zero means: as large as the test is by itself.
    private TestSettings Settings(ParseResult line, string name)
    {
        var usual = new TestSettings();
        int Count(int own) => line.GetValue(_count) is > 0 and var count ? count : own;
        TimeSpan Minutes(TimeSpan own) => line.GetValue(_minutes) is > 0 and var minutes ? TimeSpan.FromMinutes(minutes) : own;
        var factor = line.GetValue(_factor);
        return usual with
        {
            BaselineQuestions = Count(usual.BaselineQuestions),
            Levels = name is "ladder" or "all" ? line.GetValue(_levels)! : usual.Levels,
            Hour = name is "business-day" or "all" ? TimeSpan.FromSeconds(line.GetValue(_hour)) : usual.Hour,
            DayFactor = factor > 0 ? factor : usual.DayFactor,
            RapidQuestions = Count(usual.RapidQuestions),
            PayloadQuestions = Count(usual.PayloadQuestions),
            ConversationPeople = name is "conversations" or "all" ? line.GetValue(_people) : usual.ConversationPeople,
            ConversationTurns = name is "conversations" or "all" ? line.GetValue(_turns) : usual.ConversationTurns,
            Think = name is "conversations" or "all" ? TimeSpan.FromSeconds(line.GetValue(_think)) : usual.Think,
            Duration = Minutes(usual.Duration),
            SoakDuration = Minutes(usual.SoakDuration),
            SoakFactor = factor > 0 ? factor : usual.SoakFactor,
            Trace = name is "replay" or "all" ? line.GetValue(_trace)! : usual.Trace,
            ReplayRate = name is "replay" or "all" ? line.GetValue(_rate) : usual.ReplayRate,
            CostQuestions = Count(usual.CostQuestions),
            CostDayQuestions = Count(usual.CostDayQuestions),
            EmergencyFactor = factor > 0 ? factor : usual.EmergencyFactor,
            EmergencyDuration = Minutes(usual.EmergencyDuration),
            DisturbanceDuration = Minutes(usual.DisturbanceDuration),
        };
    }

    private static List<string> Setup(LoadTestOptions options, Measurement measurement)
    {
        List<string> lines =
        [
            $"Client: {options.Client switch { ClientMode.GovStack => "GovStack's API", ClientMode.Plain => "OpenAI's official client, no retries", _ => "OpenAI's official client with its own retries" }}"
                + (options.Repeat ? "; everybody asks the same 16 questions" : "; every question is its own")
                + (options.MixedSizes ? "; sizes differ: questions of 2 KB and answers of 200 tokens at the median, lognormal (σ 1 and 0.5), to 18 KB and 600 tokens" : "")
                + ".",
            string.Create(CultureInfo.InvariantCulture, $"An answer counts as in time within {options.Deadline.TotalSeconds:0} s; people give up after {options.Patience.TotalSeconds:0} s."),
            $"{Environment.ProcessorCount} processors, seed {options.Seed}.",
        ];
        if (measurement.Provider is { } provider)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Simulated provider: {provider.Requests:0} requests and {provider.Tokens:0} tokens (input {provider.InputTokens:0}, output {provider.OutputTokens:0}, in flight {provider.InFlight}) in {provider.WindowSeconds:0} s, {provider.Evaluator}, charging {provider.Charging}; first token {provider.FirstTokenSeconds:0.0} s, {provider.TokensPerSecond:0} tokens a second, answers {provider.OutputLengths}; time scale {provider.TimeScale:0.#}."));
        lines.Add("Times are the provider's seconds. Wait: from asking until the provider receives the call. Ratios are measured ÷ ideal; those of waits are given where at least 90 % of the possible answers came.");
        return lines;
    }

    private static int Verdict(double? least, IReadOnlyList<RunResult> runs)
        => least is { } share && runs.Any(run => run.Ideal is { Answered: > 0 } ideal && run.Figures.Count(Outcome.Answered) < share * ideal.Answered) ? 1 : 0;

    private static T Shared<T>(T option)
        where T : Option
    {
        option.Recursive = true;
        return option;
    }

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<double> Real(string name, string description, double value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<string> Text(string name, string description, string value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<string> Choice(string name, string description, string value, params string[] choices)
    {
        var option = Text(name, description, value);
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
