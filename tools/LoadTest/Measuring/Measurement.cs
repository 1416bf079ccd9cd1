using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Planning;
using GovStack.LoadTest.Running;

namespace GovStack.LoadTest.Measuring;

/// <summary>Runs loads one after the other and measures each: from a rested provider, with its own counts and the ideal beside it.</summary>
internal sealed class Measurement : IDisposable
{
    private readonly LoadTestOptions _options;
    private readonly TextWriter _output;
    private readonly ChatFactory _chats;
    private readonly SimulatorClient? _simulator;
    private bool _rested = true;

    private Measurement(LoadTestOptions options, SimulatorClient? simulator, SimulatorView? view, TextWriter output)
    {
        (_options, _output, _simulator, Provider) = (options, output, simulator, view);
        _chats = new ChatFactory(options);
        Clock = new RunClock(TimeProvider.System, view?.TimeScale ?? 1);
    }

    public LoadTestOptions Options => _options;

    /// <summary>The simulated provider's options, or null where it is not ours.</summary>
    public SimulatorView? Provider { get; }

    public RunClock Clock { get; }

    public static async Task<Measurement> PrepareAsync(LoadTestOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var simulator = options.Simulator is null ? null : new SimulatorClient(options.Simulator);
        var view = simulator is null ? null : await simulator.OptionsAsync(cancellationToken);
        return new Measurement(options, simulator, view, output);
    }

    public async Task<RunResult> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        await RestAsync(cancellationToken);
        if (_simulator is not null)
            await _simulator.ChangeAsync(new { reset = true }, cancellationToken);

        using var memory = new MemorySampler(_options);
        using var sampling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var runner = new LoadRunner(_options, _chats, Clock, new LoadProgress(_output));
        var startedAt = _simulator is null ? 0 : (await _simulator.OptionsAsync(cancellationToken)).Now;
        Clock.Restart();
        var samples = memory.RunAsync(Clock, TimeSpan.FromSeconds(2), sampling.Token);
        var records = await runner.RunAsync(plan, cancellationToken);
        await sampling.CancelAsync();
        await samples;
        _rested = false;
        if (_simulator is null)
            return new RunResult { Plan = plan, Records = records, Figures = Figures.Of(records, [], 0), Memory = memory.Samples };

        records = await ComeBackAsync(records, cancellationToken);
        await _simulator.QuietAsync(TimeSpan.FromMinutes(10), cancellationToken);
        var statistics = await _simulator.StatisticsAsync(cancellationToken);
        var calls = await _simulator.CallsAsync(cancellationToken);
        var ideal = await _simulator.IdealAsync(Figures.IdealQuestion(records, calls, startedAt, _options.Deadline), cancellationToken);
        return new RunResult
        {
            Plan = plan,
            Records = records,
            Figures = Figures.Of(records, calls, startedAt),
            Statistics = statistics,
            Calls = calls,
            Ideal = ideal,
            Memory = memory.Samples,
            StartedAt = startedAt,
        };
    }

    /// <summary>Gets how long the next load will rest before it begins.</summary>
    public TimeSpan RestNow => _rested ? TimeSpan.Zero : Clock.ToWall(_options.Rest);

    /// <summary>Changes the provider, where it is ours.</summary>
    public Task ChangeProviderAsync(object change, CancellationToken cancellationToken)
        => _simulator is null ? Task.CompletedTask : _simulator.ChangeAsync(change, cancellationToken);

    public void Dispose()
    {
        _chats.Dispose();
        _simulator?.Dispose();
    }

    // Everybody with a ticket looks again until the answer is there, or the last promise has passed.
    private async Task<IReadOnlyList<AskRecord>> ComeBackAsync(IReadOnlyList<AskRecord> records, CancellationToken cancellationToken)
    {
        var tickets = records.Where(record => record.Outcome == Outcome.Ticket).ToArray();
        if (tickets.Length == 0)
            return records;

        var last = tickets.Max(record => record.EndedAt + Clock.ToSimulated(record.Reply.AnswerBy ?? TimeSpan.Zero)) + Clock.ToSimulated(TimeSpan.FromSeconds(15));
        var told = tickets.Select(record => record.Reply.EndedAfter.TotalSeconds).Order().ToArray();
        await _output.WriteLineAsync(
            $"  coming back for {tickets.Length} tickets, told in {told.At(0.5):0.0} s (p50), {told.At(0.95):0.0} s (p95); the last promised in {Clock.ToWall(last - Clock.Now).TotalSeconds:0} s");
        var later = new Dictionary<string, LaterAnswer>();
        while (later.Count < tickets.Length && Clock.Now < last)
        {
            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
            foreach (var ticket in tickets.Where(ticket => !later.ContainsKey(ticket.MessageId)))
            {
                if (await ticket.Chat!.ComeBackAsync(ticket.MessageId, cancellationToken) is { } answer)
                    later[ticket.MessageId] = answer;
            }
        }

        return [.. records.Select(record => record with { Later = later.GetValueOrDefault(record.MessageId) })];
    }

    private async Task RestAsync(CancellationToken cancellationToken)
    {
        if (_rested || _options.Rest <= TimeSpan.Zero)
            return;

        await _output.WriteLineAsync($"  resting {Clock.ToWall(_options.Rest).TotalSeconds:0} s, so that the next load finds untouched limits");
        await Clock.DelayAsync(_options.Rest, cancellationToken);
    }
}
