using System.Globalization;
using GovStack.LoadTest.Planning;

namespace GovStack.LoadTest.Running;

/// <summary>One line a second on the console while a load runs.</summary>
internal sealed class LoadProgress(TextWriter output)
{
    private readonly int[] _outcomes = new int[Enum.GetValues<Outcome>().Length];
    private string _name = "";
    private int _planned;
    private int _asked;
    private int _ended;

    public void Begin(Plan plan)
    {
        Array.Clear(_outcomes);
        (_name, _planned, _asked, _ended) = (plan.Name, plan.Questions, 0, 0);
    }

    public void Asked() => Interlocked.Increment(ref _asked);

    public void Ended(Outcome outcome)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        Interlocked.Increment(ref _ended);
    }

    public async Task ShowAsync(RunClock clock, CancellationToken cancellationToken)
    {
        // A terminal is overwritten each second; a file gets a line in ten.
        var live = !Console.IsOutputRedirected;
        for (var second = 1; !cancellationToken.IsCancellationRequested; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (live)
                await output.WriteAsync($"\r{Line(clock)}   ");
            else if (second % 10 == 0)
                await output.WriteLineAsync(Line(clock));
        }

        await output.WriteLineAsync($"{(live ? "\r" : "")}{Line(clock)}   ");
    }

    private string Line(RunClock clock)
    {
        var counts = Enum.GetValues<Outcome>().Where(outcome => _outcomes[(int)outcome] > 0).Select(outcome => $"{outcome} {_outcomes[(int)outcome]}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {_name}: {clock.Now.TotalSeconds,6:0} s  asked {_asked}/{_planned}  waiting {_asked - _ended}  {string.Join("  ", counts)}");
    }
}
