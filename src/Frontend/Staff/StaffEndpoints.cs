using GovStack.Conversations;
using GovStack.Conversations.Quota;
using GovStack.Frontend.Identity;
using GovStack.Frontend.People;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.Staff;

/// <summary>What staff read over HTTP: the audit, the queues, the costs, and a conversation where there is a reason to.</summary>
internal static class StaffEndpoints
{
    private const int MaxEntries = 1_000;

    public static void MapStaff(this IEndpointRouteBuilder app)
    {
        var ops = app.MapGroup("/ops/api").WithMetadata(new ForVisitors()).WithTags("Staff");
        ops.MapGet("/audit", ReadAuditAsync).RequireRole(StaffRole.Auditor)
            .WithName("GetAudit").WithSummary("The audit log, the newest first; 100 entries or count.").Produces<AuditLog>();
        ops.MapPost("/conversations/{id}/export", ExportAsync).RequireRole(StaffRole.Auditor)
            .WithName("ExportForAudit").WithSummary("A conversation whole, the models' thinking too. The reason is kept in the audit.")
            .Accepts<ReasonBody>("application/json").Produces<AuditExport>();
        ops.MapPost("/conversations/{id}/delete", DeleteAsync).RequireRole(StaffRole.Operator)
            .WithName("DeleteForPerson").WithSummary("Deletes a conversation, as when a person asks on paper. The reason is kept in the audit.")
            .Accepts<ReasonBody>("application/json").Produces(StatusCodes.Status204NoContent);
        ops.MapGet("/pools", async (HttpContext context, IProviderGate gate) => Results.Json(new PoolList(await gate.StatusAsync(context.RequestAborted)), ApiJson.Options))
            .RequireRole(StaffRole.Viewer)
            .WithName("GetPools").WithSummary("What each provider pool allows, holds and promises now.").Produces<PoolList>();
        ops.MapGet("/spend", ReadSpendAsync).RequireRole(StaffRole.Viewer)
            .WithName("GetSpend").WithSummary("Costs by day, botlet and model, from first to last; the last 30 days by default.").Produces<SpendList>();
    }

    private static async Task<IResult> ReadAuditAsync(HttpContext context, ICheckpointStore store, string? count)
    {
        if (!QueryNumber.TryRead(count, 1, MaxEntries, out var most))
            return Problem.InvalidField("count", $"1 to {MaxEntries}.").ToResult();
        var entries = await store.ReadAuditAsync(context.Visitor().Tenant, most ?? 100, context.RequestAborted);
        return Results.Json(new AuditLog(entries), ApiJson.Options);
    }

    private static async Task<IResult> ExportAsync(string id, HttpContext context, ICheckpointStore store, PersonArchive archive)
    {
        var (reason, problem) = await ReadReasonAsync(context);
        if (reason is null)
            return problem!.ToResult();
        var tenant = context.Visitor().Tenant;
        if (await store.OpenAsync(id, context.RequestAborted) is not { } stored || stored.Head.Tenant != tenant)
            return new Problem(ProblemCodes.ConversationNotFound).ToResult();
        await archive.AuditAsync(tenant, context.Staff().Name, "export", id, reason, context.RequestAborted);
        var turns = await store.ReadTurnsAsync(id, 1, stored.Head.LastNumber, context.RequestAborted);
        return Results.Json(
            new AuditExport(stored.Head, turns, stored.Unanswered, await store.ReadFeedbackAsync(id, context.RequestAborted)),
            ApiJson.Options);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, ICheckpointStore store, PersonArchive archive)
    {
        var (reason, problem) = await ReadReasonAsync(context);
        if (reason is null)
            return problem!.ToResult();
        var tenant = context.Visitor().Tenant;
        if (await store.OpenAsync(id, context.RequestAborted) is not { } stored || stored.Head.Tenant != tenant)
            return new Problem(ProblemCodes.ConversationNotFound).ToResult();
        await archive.DeleteAsync(tenant, id, context.Staff().Name, reason, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> ReadSpendAsync(HttpContext context, ICheckpointStore store, TimeProvider clock, string? first, string? last)
    {
        var agency = context.Visitor().Agency;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), agency.TimeZone).DateTime);
        if (!TryReadDay(first, today.AddDays(-29), out var from) || !TryReadDay(last, today, out var to) || to < from)
            return Problem.InvalidField("first", "Days such as 2026-03-01, the first not after the last.").ToResult();
        return Results.Json(new SpendList(from, to, await store.ReadSpendAsync(agency.Id, from, to, context.RequestAborted)), ApiJson.Options);
    }

    private static bool TryReadDay(string? text, DateOnly fallback, out DateOnly day)
    {
        day = fallback;
        return text is null || DateOnly.TryParseExact(text, "yyyy-MM-dd", out day);
    }

    private static async Task<(string? Reason, Problem? Problem)> ReadReasonAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, FrontendJson.Default.ReasonBody);
        if (body is null)
            return (null, problem);
        return string.IsNullOrWhiteSpace(body.Reason) || body.Reason.Length > 500
            ? (null, Problem.InvalidField("reason", "1 to 500 characters."))
            : (body.Reason, null);
    }
}

/// <summary>Why staff do what they do; kept in the audit.</summary>
internal sealed record ReasonBody(string? Reason);

/// <summary>Entries of the audit, the newest first.</summary>
internal sealed record AuditLog(IReadOnlyList<AuditEntry> Entries);

/// <summary>A conversation as it is stored, for auditors.</summary>
internal sealed record AuditExport(ConversationHead Head, IReadOnlyList<Turn> Turns, IReadOnlyList<AcceptedTurn> Unanswered, IReadOnlyList<Feedback> Feedback);

/// <summary>The provider pools now.</summary>
internal sealed record PoolList(IReadOnlyList<PoolStatus> Pools);

/// <summary>Costs from one day to another.</summary>
internal sealed record SpendList(DateOnly First, DateOnly Last, IReadOnlyList<DailySpend> Spend);
