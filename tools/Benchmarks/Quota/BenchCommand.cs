using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Benchmarks.Quota;

/// <summary>Times the ledger's hot path and counts what it allocates.</summary>
internal static class BenchCommand
{
    private const int Rounds = 5_000_000;

    public static Command Create()
    {
        var command = new Command("bench", "Nanoseconds per reserve and settle, bytes per meter, allocations.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        Ledger("bucket", ProviderEvaluator.Bucket);
        Ledger("window", ProviderEvaluator.Window);
        Pool();
        Refusal();
        return 0;
    }

    private static void Ledger(string name, ProviderEvaluator evaluator)
    {
        var settings = Settings(evaluator, 10_000_000, 10_000_000_000);
        var ledger = new QuotaLedger(settings, 1, NullLogger.Instance);
        var reservation = new Reservation();
        var amounts = ledger.Price(1_500, 0, 600, 600);
        Loop(ledger, reservation, amounts, 0, Rounds / 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        Loop(ledger, reservation, amounts, Rounds / 10, Rounds);
        var elapsed = watch.Elapsed;
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine(
            $"{name,-8} reserve + settle, 2 meters: {elapsed.TotalNanoseconds / Rounds,7:N1} ns, {bytes / (double)Rounds:N3} bytes allocated; {ledger.BytesPerMeter:N0} bytes a meter");
    }

    private static void Loop(QuotaLedger ledger, Reservation reservation, in Amounts amounts, int from, int rounds)
    {
        for (var i = from; i < from + rounds; i++)
        {
            var now = TimeSpan.FromTicks(i * 200L);   // 20 us apart: the limit is never met, the rings turn.
            if (!ledger.TryReserve(now, amounts, isEmergency: false, reservation))
                throw new InvalidOperationException("The benchmark ran into its own limit.");
            ledger.Settle(now, reservation, amounts);
        }
    }

    private static void Pool()
    {
        const int Count = 300_000;
        var pool = new ProviderPool(Settings(ProviderEvaluator.Bucket, 10_000_000, 10_000_000_000), new QuotaOptions(), 1, NullLogger.Instance);
        var requests = Enumerable.Range(0, Count).Select(i => Request(i.ToString(CultureInfo.InvariantCulture))).ToArray();
        var settlement = new Settlement(CallOutcome.Answered, 1_500, 0, 400, 0, new Dictionary<string, string>());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Count; i++)
        {
            var now = TimeSpan.FromTicks(i * 1_000L);
            pool.Acquire(now, requests[i], "", TimeSpan.Zero, TimeSpan.FromMinutes(2));
            pool.Sent(now, requests[i].Reservation, 1);
            pool.Settle(now, requests[i].Reservation, 1, settlement, default);
        }

        var elapsed = watch.Elapsed;
        Console.WriteLine(
            $"pool     acquire + sent + settle:    {elapsed.TotalNanoseconds / Count,7:N0} ns, {(GC.GetAllocatedBytesForCurrentThread() - before) / Count:N0} bytes allocated (ticket, grant)");
    }

    private static void Refusal()
    {
        var pool = new ProviderPool(Settings(ProviderEvaluator.Window, 500, 300_000), new QuotaOptions(), 1, NullLogger.Instance);
        for (var i = 0; i < 1_000; i++)
            pool.Acquire(TimeSpan.Zero, Request($"w{i}"), "", TimeSpan.Zero, TimeSpan.FromMinutes(60));
        const int Count = 10_000;
        var requests = Enumerable.Range(0, Count).Select(i => Request($"r{i}")).ToArray();
        var slowest = TimeSpan.Zero;
        var watch = Stopwatch.StartNew();
        foreach (var request in requests)
        {
            var from = Stopwatch.GetTimestamp();
            var ticket = pool.Acquire(TimeSpan.Zero, request, "", TimeSpan.Zero, TimeSpan.FromSeconds(60));
            var took = Stopwatch.GetElapsedTime(from);
            slowest = took > slowest ? took : slowest;
            if (ticket.Refusal is null)
                throw new InvalidOperationException("The benchmark expected a refusal.");
        }

        Console.WriteLine($"early refusal behind {pool.Waiting:N0} waiting: {watch.Elapsed.TotalMicroseconds / Count:N1} us each, slowest of {Count:N0} {slowest.TotalMilliseconds:N2} ms");
    }

    private static PoolSettings Settings(ProviderEvaluator evaluator, long requests, long tokens)
    {
        var options = new QuotaOptions();
        options.Profiles["bench"] = new ProfileOptions { BasedOn = "generic", Evaluator = evaluator };
        options.Pools["bench"] = new PoolOptions { Profile = "bench", RequestsPerMinute = requests, TokensPerMinute = tokens };
        return PoolSettings.Find("bench", options)!;
    }

    private static GrantRequest Request(string reservation)
        => new("bench", reservation, QuotaClass.Interactive, "town", "", 1_500, 0, 600, default, default, TimeSpan.FromSeconds(6), "bench");
}
