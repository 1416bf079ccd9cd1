using GovStack.Conversations;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Safety;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.About;

/// <summary>Known questions, answered at once without a model and without a conversation. Nothing is kept.</summary>
internal static class QuickEndpoint
{
    public static void MapQuick(this IEndpointRouteBuilder api)
        => api.MapPost("/quick", AnswerAsync)
            .WithName("AskQuick").WithTags("Agency").WithSummary("An approved answer or sentences of the pages, or nothing: no model, no queue, nothing kept.")
            .Accepts<QuickBody>("application/json")
            .Produces<QuickReply>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge);

    private static async Task<IResult> AnswerAsync(HttpContext context, QuickAnswers answers, DoorLimits limits)
    {
        var visitor = context.Visitor();
        var (body, problem) = await JsonBody.ReadAsync(context, FrontendJson.Default.QuickBody);
        if (body is null)
            return problem!.ToResult();
        if (body.Text is null)
            return Problem.InvalidField("text", "A question needs a text.").ToResult();
        var guarded = InputGuard.Inspect(body.Text, visitor.Agency);
        if (guarded.IsTooLong)
            return new Problem(ProblemCodes.TooLong).ToResult();
        if (guarded.IsEmpty)
            return new Problem(ProblemCodes.Empty).ToResult();

        var language = Languages.Supported(visitor.Agency, body.Language) ?? visitor.Language;
        if (visitor.Loaded.Crises.FindMatch(guarded.Clean) is { } crisis)
        {
            var text = crisis.Rule.Text[Languages.Supported(visitor.Agency, body.Language) ?? crisis.Language];
            return Results.Json(new QuickReply(true, AnswerKind.Crisis, text, null, []), ApiJson.Options);
        }


        // No model and no store: the person's strict limit is for what costs the agency something.
        if (await limits.AdmitAsync(context, visitor.Loaded, visitor.Key, null, "") is { } refused)
            return refused.ToResult();
        var quick = answers.Find(visitor.Loaded, guarded.Masked, language);
        return Results.Json(
            quick is null
                ? new QuickReply(false, null, null, null, [])
                : new QuickReply(true, AnswerKind.Quick, quick.Text, quick.Approved, [.. quick.Sources.Select(ShownSource.Of)]),
            ApiJson.Options);
    }
}

/// <summary>A quick answer, or none.</summary>
/// <param name="Found">Whether there is one.</param>
/// <param name="Kind">Quick, or Crisis for a text that speaks of danger.</param>
/// <param name="Answer">Markdown, or null.</param>
/// <param name="Approved">When people at the agency approved it, or null where it is quoted from the pages.</param>
/// <param name="Sources">The pages it stands on.</param>
internal sealed record QuickReply(bool Found, AnswerKind? Kind, string? Answer, DateOnly? Approved, IReadOnlyList<ShownSource> Sources);
