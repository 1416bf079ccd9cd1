using System.CommandLine;
using GovStack.ProviderSimulator.Answers;
using GovStack.ProviderSimulator.Faults;
using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator;

/// <summary>The command line: its options, and what runs when they are good.</summary>
public sealed class SimulatorCommand
{
    private const string About = """
        A language-model provider with real limits, for load tests: OpenAI-compatible (POST /v1/chat/completions, GET /v1/models) and
        Anthropic-compatible (POST /v1/messages), whole and streamed, with each provider's own headers. It never calls anybody.

        Limits are counted exactly, and a call that does not fit gets the 429 the real provider would send. The answer repeats the
        question's [[nonce:abc]] as nonce:abc, cites the first passage like [p1] it was given and ends with END-OF-ANSWER, so that a test can
        tell the right and complete answer from any other. [[out:120]] in a question makes its answer 120 tokens long.

        Beside the provider's own addresses there are:
          GET  /sim/stats     everything counted: calls, 429s, tokens charged and wasted, the fullest any window was, second by second
          GET  /sim/log       every call: time, tokens, status, x-govstack-reservation (?from=NUMBER for the newer ones)
          GET  /sim/options   the options as they are now
          POST /sim/control   a change at run time, any of: {"limitFactor":0.5} {"tokens":150000} {"outage":"503"} {"outage":"off"}
                              {"faults":{"500":0.1,"hang":0.02}} {"secondUserShare":0.3} {"tokensPerSecond":20} {"reset":true}
          POST /sim/ideal     what an ideal first-come queue reaches under these limits:
                              {"deadlineSeconds":150,"requests":[{"at":0,"inputTokens":1500,"maxOutputTokens":600,"outputTokens":300}]}

        Examples:
          ProviderSimulator --port 5005                                                      500 requests and 300,000 tokens a minute, a bucket
          ProviderSimulator --port 5005 --evaluator fixed+10 --charging input+max            a fixed minute with 10 s sub-windows
          ProviderSimulator --port 5005 --charging separate --input-tokens 400000 --output-tokens 80000 --dialect anthropic
          ProviderSimulator --port 5005 --requests 0 --tokens 0 --in-flight 4                a local model
          ProviderSimulator --port 5005 --faults 500=0.05,hang-mid=0.01 --seed 7             a bad day, the same one every time
          ProviderSimulator --port 5005 --time-scale 60                                      a minute passes in a second, in windows and headers alike
        """;

    private static readonly Dictionary<string, EvaluatorKind> _evaluators = new()
    {
        ["bucket"] = EvaluatorKind.Bucket,
        ["sliding"] = EvaluatorKind.Sliding,
        ["fixed"] = EvaluatorKind.Fixed,
        ["fixed+10"] = EvaluatorKind.FixedAnd10Seconds,
        ["fixed+1"] = EvaluatorKind.FixedAnd1Second,
    };

    private static readonly Dictionary<string, ChargingRule> _chargingRules = new()
    {
        ["input+max"] = ChargingRule.InputPlusMax,
        ["max-or-estimate"] = ChargingRule.MaxOrEstimate,
        ["input+actual"] = ChargingRule.InputPlusActual,
        ["input"] = ChargingRule.InputOnly,
        ["separate"] = ChargingRule.Separate,
        ["separate-reserved"] = ChargingRule.SeparateReserved,
    };

    private static readonly SimulatorOptions _defaults = new();

    private readonly Option<int> _port = Number("--port", "The loopback port; 0 takes a free one and says which.", 5005);
    private readonly Option<double> _requests = Real("--requests", "Requests a window; 0 = no such limit.", _defaults.Requests);
    private readonly Option<double> _tokens = Real("--tokens", "Tokens a window, charged by --charging; 0 = no such limit.", _defaults.Tokens);
    private readonly Option<double> _inputTokens = Real("--input-tokens", "Prompt tokens a window, counted apart; 0 = no such limit.", 0);
    private readonly Option<double> _outputTokens = Real("--output-tokens", "Answer tokens a window, counted apart; 0 = no such limit.", 0);
    private readonly Option<double> _requestsPerDay = Real("--requests-per-day", "Requests a day; 0 = no such limit.", 0);
    private readonly Option<int> _inFlight = Number("--in-flight", "Calls under way at once; 0 = no such limit.", 0);
    private readonly Option<double> _window = Real("--window", "The window in simulated seconds.", 60);
    private readonly Option<string> _evaluator = Choice("--evaluator", "How a window is counted.", "bucket", _evaluators.Keys);
    private readonly Option<string> _subWindowsOn = Choice("--sub-windows-on", "What the +10 and +1 s sub-windows hold for.", "requests", ["requests", "tokens", "both"]);
    private readonly Option<double> _phase = Real("--phase", "How many seconds into a fixed window the simulator starts.", 0);
    private readonly Option<string> _charging = Choice("--charging", "What a call costs: at the start, and whether the unused part comes back.", "input+max", _chargingRules.Keys);
    private readonly Option<bool> _failedAreFree = new("--failed-are-free") { Description = "Calls that fail after they were let in give their tokens back." };
    private readonly Option<int> _defaultMax = Number("--default-max-tokens", "What a request without a maximum is charged as.", _defaults.DefaultMaxTokens);
    private readonly Option<bool> _perModel = new("--limits-per-model") { Description = "Every model name has limits of its own." };
    private readonly Option<string> _dialect = Choice("--dialect", "Whose headers and errors; 'route' takes each address's own.", "route", ["route", "openai", "anthropic", "azure", "gemini", "bedrock"]);
    private readonly Option<string?> _apiKey = new("--api-key") { Description = "The only key let in; without it every key is." };
    private readonly Option<string> _models = Text("--models", "The models listed, separated by commas; any other name is served too.", "sim-large,sim-small");
    private readonly Option<double> _firstToken = Real("--first-token-ms", "Median time to the first token, simulated milliseconds.", 600);
    private readonly Option<double> _firstTokenSpread = Real("--first-token-spread", "Sigma of its lognormal distribution; 0 = always the median.", 0.25);
    private readonly Option<double> _tokensPerSecond = Real("--tokens-per-second", "The answer's speed; 0 = all at once.", 60);
    private readonly Option<string> _output = Text("--output", "Answer length in tokens: fixed:N, uniform:FROM:TO or lognormal:MEAN:SIGMA.", "lognormal:250:0.25");
    private readonly Option<string> _faults = Text("--faults", $"How often calls fail, NAME=RATE with commas; names: {FaultNames.All}.", "");
    private readonly Option<double> _secondUser = Real("--second-user", "The share of every limit that somebody else with the key takes, 0 to 1.", 0);
    private readonly Option<int> _seed = Number("--seed", "The seed of latencies, lengths and faults.", 1);
    private readonly Option<double> _timeScale = Real("--time-scale", "Simulated seconds in a second; 60 = a minute passes in a second.", 1);

    /// <summary>The command, to be parsed or added to another one.</summary>
    /// <param name="name">Its name as a subcommand, or null for the root command.</param>
    public Command Create(string? name = null)
    {
        var command = name is null ? new RootCommand(About) : new Command(name, "The simulated provider alone. 'ProviderSimulator --help' says more about it and gives examples.");
        foreach (var option in new Option[]
        {
            _port, _requests, _tokens, _inputTokens, _outputTokens, _requestsPerDay, _inFlight, _window, _evaluator, _subWindowsOn, _phase, _charging, _failedAreFree,
            _defaultMax, _perModel, _dialect, _apiKey, _models, _firstToken, _firstTokenSpread, _tokensPerSecond, _output, _faults, _secondUser, _seed, _timeScale,
        })
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        SimulatorOptions options;
        try
        {
            options = Read(line);
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }

        if (options.Check() is { Count: > 0 } faults)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, faults));
            return 2;
        }

        await using var host = await SimulatorHost.StartAsync(options, cancellationToken: cancellationToken);
        Console.WriteLine($"Simulated provider listening on {host.BaseUrl}");
        await host.WaitForEndAsync();
        return 0;
    }

    private SimulatorOptions Read(ParseResult line) => new()
    {
        Port = line.GetValue(_port),
        Requests = line.GetValue(_requests),
        Tokens = line.GetValue(_tokens),
        InputTokens = line.GetValue(_inputTokens),
        OutputTokens = line.GetValue(_outputTokens),
        RequestsPerDay = line.GetValue(_requestsPerDay),
        InFlight = line.GetValue(_inFlight),
        Window = TimeSpan.FromSeconds(line.GetValue(_window)),
        Evaluator = _evaluators[line.GetValue(_evaluator)!],
        SubWindowsOn = Enum.Parse<SubWindowAxes>(line.GetValue(_subWindowsOn)!, ignoreCase: true),
        Phase = TimeSpan.FromSeconds(line.GetValue(_phase)),
        Charging = _chargingRules[line.GetValue(_charging)!],
        FailedCallsCount = !line.GetValue(_failedAreFree),
        DefaultMaxTokens = line.GetValue(_defaultMax),
        LimitsPerModel = line.GetValue(_perModel),
        Dialect = line.GetValue(_dialect) is "route" ? null : Enum.Parse<Dialect>(line.GetValue(_dialect)!, ignoreCase: true),
        ApiKey = line.GetValue(_apiKey),
        Models = line.GetValue(_models)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        FirstToken = TimeSpan.FromMilliseconds(line.GetValue(_firstToken)),
        FirstTokenSpread = line.GetValue(_firstTokenSpread),
        TokensPerSecond = line.GetValue(_tokensPerSecond),
        OutputLengths = OutputLengths.Parse(line.GetValue(_output)!),
        Faults = FaultNames.ParseRates(line.GetValue(_faults)!),
        SecondUserShare = line.GetValue(_secondUser),
        Seed = line.GetValue(_seed),
        TimeScale = line.GetValue(_timeScale),
    };

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<double> Real(string name, string description, double value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<string> Text(string name, string description, string value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<string> Choice(string name, string description, string value, IEnumerable<string> choices)
    {
        var option = Text(name, description, value);
        option.AcceptOnlyFromAmong([.. choices]);
        return option;
    }
}
