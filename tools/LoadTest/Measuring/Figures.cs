using GovStack.LoadTest.Running;
using GovStack.ProviderSimulator.Ideal;
using GovStack.ProviderSimulator.Statistics;

namespace GovStack.LoadTest.Measuring;

/// <summary>Makes the figures of a load from what its people saw and what the provider logged.</summary>
internal static class Figures
{
    public static RunFigures Of(IReadOnlyList<AskRecord> records, IReadOnlyList<CallRecord> calls, double startedAt)
    {
        var sentAt = FirstAdmitted(calls);
        double? Sent(AskRecord record) => sentAt.TryGetValue(record.Question.Nonce, out var call) ? call.At - startedAt : null;
        var answered = records.Where(record => record.Outcome == Outcome.Answered).ToArray();
        return new RunFigures
        {
            Asked = records.Count,
            Outcomes = records.CountBy(record => record.Outcome).ToDictionary(),
            Waits = Sorted(answered.Select(record => Sent(record) - record.AskedAt.TotalSeconds)),
            Answers = Sorted(answered.Select(record => (double?)record.Reply.EndedAfter.TotalSeconds)),
            FirstTokens = Sorted(answered.Select(record => record.Reply.FirstTokenAfter?.TotalSeconds)),
            Accepted = Sorted(records.Select(record => record.Reply.AcceptedAfter?.TotalSeconds)),
            ToldNo = Sorted(records.Where(record => record.Outcome is Outcome.Refused or Outcome.Ticket).Select(record => (double?)record.Reply.EndedAfter.TotalSeconds)),
            ToldWithCause = [.. records.Where(record => record.Reply.ToldWithCause is not null && Sent(record) is not null).Select(record => (
                record.Reply.ToldWithCause!.Value.Promised.TotalSeconds,
                Math.Max(0, Sent(record)!.Value - record.AskedAt.TotalSeconds - record.Reply.ToldWithCause!.Value.After.TotalSeconds)))],
            Promises = [.. records.Where(record => record.Reply is { Promised: not null, Cause: null } && Sent(record) is not null).Select(record => (
                record.Reply.Promised!.Value.TotalSeconds,
                Math.Max(0, Sent(record)!.Value - record.AskedAt.TotalSeconds - record.Reply.QueuedAfter!.Value.TotalSeconds)))],
            UnexplainedRises = records.Sum(record => record.Reply.UnexplainedRises),
            Forgotten = answered.Count(record => !Judge.Remembers(record.Question, record.Reply)),
            Tickets = Tickets(records),
            ClearedAfter = records.Where(record => record.Outcome is Outcome.Answered or Outcome.Late).Select(record => record.EndedAt.TotalSeconds).DefaultIfEmpty().Max(),
            Errors = records.Select(Fault).OfType<string>().CountBy(fault => fault).ToDictionary(),
            MeanInputTokens = Mean(answered, record => record.Reply.InputTokens),
            MeanCachedInputTokens = Mean(answered, record => record.Reply.CachedInputTokens),
            MeanOutputTokens = Mean(answered, record => record.Reply.OutputTokens),
            MeanCostUsd = Mean(answered, record => (double)record.Reply.CostUsd),
        };
    }

    /// <summary>The same requests as the ideal queue is to serve them: asked when they were, as large as they were at the provider.</summary>
    public static IdealQuestion IdealQuestion(IReadOnlyList<AskRecord> records, IReadOnlyList<CallRecord> calls, double startedAt, TimeSpan deadline)
    {
        var sizes = FirstAdmitted(calls);
        var typical = sizes.Values.OrderBy(call => call.InputTokens).ElementAtOrDefault(sizes.Count / 2);
        var typicalOutput = sizes.Values.Where(call => call.OutputTokens > 0).Select(call => call.OutputTokens).Order().ToArray() is { Length: > 0 } outputs ? outputs[outputs.Length / 2] : 1;
        var requests = records.Where(record => record.Outcome is not (Outcome.OutOfScope or Outcome.Reused or Outcome.Crisis)).Select(record =>
        {
            var call = sizes.GetValueOrDefault(record.Question.Nonce) ?? typical;
            return new IdealRequest(
                record.AskedAt.TotalSeconds, call?.InputTokens ?? 1, call?.MaxOutputTokens ?? 1, call is { OutputTokens: > 0 } ? call.OutputTokens : typicalOutput);
        });
        return new IdealQuestion { Requests = [.. requests], DeadlineSeconds = deadline.TotalSeconds, StartsAt = startedAt };
    }

    /// <summary>Whether a call was the server's own: which service a question is for, or a summary.</summary>
    public static bool IsOwn(CallRecord call)
        => call.Reservation is { } name && (name.Contains("/dispatch/", StringComparison.Ordinal) || name.Contains("/summary/", StringComparison.Ordinal));

    private static string? Fault(AskRecord record) => record switch
    {
        { Reply.Error: { } error } => error,
        { Outcome: Outcome.Ticket, Later: null } => "ticket: nothing came",
        { Outcome: Outcome.Ticket, Later: { } later } when later.Kind != "model" => $"ticket: ended as {later.Kind}",
        _ => null,
    };

    private static (int Kept, int Late, int Lost) Tickets(IReadOnlyList<AskRecord> records)
    {
        var tickets = records.Where(record => record.Outcome == Outcome.Ticket).ToArray();
        var answered = tickets.Where(record => record.Later is { Kind: "model" } later && Judge.IsWhole(record.Question, later.Text)).ToArray();
        var kept = answered.Count(record => record.Reply.AnswerBy is not { } promised || record.Later!.After <= promised);
        return (kept, answered.Length - kept, tickets.Length - answered.Length);
    }

    private static Dictionary<string, CallRecord> FirstAdmitted(IReadOnlyList<CallRecord> calls)
        => calls.Where(call => call.Nonce is not null && call.Status != 429 && call.Fault is null && !IsOwn(call))
            .GroupBy(call => call.Nonce!).ToDictionary(group => group.Key, group => group.MinBy(call => call.At)!);

    private static double[] Sorted(IEnumerable<double?> values) => [.. values.Where(value => value is not null).Select(value => Math.Max(0, value!.Value)).Order()];

    private static double Mean(AskRecord[] records, Func<AskRecord, double> value) => records.Length == 0 ? 0 : records.Average(value);
}
