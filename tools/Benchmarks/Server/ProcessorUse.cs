using System.Globalization;

namespace GovStack.Benchmarks.Server;

/// <summary>Seconds of processor: the server's, this program's (client and provider), and everybody else's on the machine, who must be few for a figure to mean much.</summary>
internal readonly record struct ProcessorUse(double Server, double Own, double Others)
{
    private const double TicksPerSecond = 100;
    private const int FirstBusyColumn = 1;
    private static readonly int[] _idleColumns = [4, 5];   // Idle, and waiting for the disk.

    public static ProcessorUse Now(MeasuredServer server)
    {
        var (used, own) = (server.ProcessorSeconds, Environment.CpuUsage.TotalTime.TotalSeconds);
        return new(used, own, Everybody() - used - own);
    }

    public ProcessorUse Since(ProcessorUse before) => new(Server - before.Server, Own - before.Own, Math.Max(0, Others - before.Others));

    private static double Everybody()
    {
        const int Guest = 9;   // Counted in the columns before already.
        if (!OperatingSystem.IsLinux())
            return 0;
        var columns = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(FirstBusyColumn, Guest - FirstBusyColumn).Except(_idleColumns).Sum(column => double.Parse(columns[column], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
