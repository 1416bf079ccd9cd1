using System.Globalization;
using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Streaming;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Pages;

/// <summary>Asking without script: a plain form, and the answer as a page.</summary>
internal static class AskEndpoints
{
    public static void MapAskForm(this IEndpointRouteBuilder app)
    {
        app.MapGet(HtmlPage.StylePath, () => Results.Text(HtmlPage.Style, "text/css; charset=utf-8")).ExcludeFromDescription();
        var form = app.MapGroup("/ask").WithMetadata(new ForVisitors()).ExcludeFromDescription();
        form.MapGet("", (HttpContext context, AskForm ask) => ask.ShowAsync(context));
        form.MapPost("", (HttpContext context, AskForm ask) => ask.AskAsync(context));
        form.MapPost("/look", (HttpContext context, AskForm ask) => ask.LookAsync(context));
    }
}

/// <summary>What the plain form does.</summary>
internal sealed class AskForm(
    IConversationClient conversations,
    TurnReader reader,
    ConversationDoor door,
    ConversationKeys keys,
    FormToken tokens,
    PersonCookie cookie,
    DoorLimits limits,
    TimeProvider clock,
    IOptions<FrontendOptions> options)
{
    private const string ConversationField = "conversation";

    /// <summary>Shows the empty form.</summary>
    public Task ShowAsync(HttpContext context) => HtmlPage.WriteAsync(context, NewPage(context, context.Visitor().Language).Render());

    /// <summary>Takes a question and shows its answer.</summary>
    public async Task AskAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form)
            return;
        var visitor = context.Visitor();
        var language = Languages.Supported(visitor.Agency, form["language"]) ?? visitor.Language;
        var page = NewPage(context, language);
        var question = form["question"].ToString();
        if (!tokens.IsValid(context, form[FormToken.Field]))
        {
            page.Draft = question;
            page.AddNotice(ProductTexts.Get(visitor.Agency, "form.expired", language));
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await HtmlPage.WriteAsync(context, page.Render());
            return;
        }

        var key = ReadConversation(form) ?? keys.Create(visitor.Tenant);
        if (door.Check(visitor.Tenant, key.Id, key.Secret) is { } closed)
        {
            await ProblemWriter.WriteAsync(context, closed);
            return;
        }

        page.Conversation = key;
        page.AddQuestion(question);
        var request = new TurnRequest(question) { Language = language, Caller = visitor.Caller(cookie.FindOrCreate(context), "web") };
        var refused = await limits.AdmitAsync(context, visitor.Loaded, visitor.Key, request.Caller.Person, question);
        var ticket = refused is null ? await conversations.AskAsync(key.Id, request, CancellationToken.None) : null;
        if (ticket?.Refusal is { } refusal)
            refused = Problem.Of(refusal);
        if (refused is not null)
            ShowRefusal(context, page, refused, visitor.Agency, language);
        else
            await AddAnswerAsync(context, page, key, ticket!);
        await HtmlPage.WriteAsync(context, page.Render());
    }

    /// <summary>Looks again for an answer that was not ready.</summary>
    public async Task LookAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form)
            return;
        var visitor = context.Visitor();
        var language = Languages.Supported(visitor.Agency, form["language"]) ?? visitor.Language;
        var page = NewPage(context, language);
        var key = ReadConversation(form);
        if (door.Check(visitor.Tenant, key?.Id ?? "", key?.Secret) is { } closed)
        {
            await ProblemWriter.WriteAsync(context, closed);
            return;
        }

        if (!QueryNumber.TryRead(form["turn"], 1, int.MaxValue, out var turn) || turn is null
            || !long.TryParse(form["firstEvent"], NumberStyles.None, CultureInfo.InvariantCulture, out var firstEvent))
        {
            await ProblemWriter.WriteAsync(context, new(ProblemCodes.BadRequest));
            return;
        }

        page.Conversation = key;
        await AddAnswerAsync(context, page, key!, new TurnTicket(turn.Value, firstEvent));
        await HtmlPage.WriteAsync(context, page.Render());
    }

    private AskPage NewPage(HttpContext context, string language) => new(context.Visitor().Agency, language, tokens.Create(context));

    private static async Task<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
            return await context.Request.ReadFormAsync(context.RequestAborted);
        await ProblemWriter.WriteAsync(context, new(ProblemCodes.UnsupportedMediaType));
        return null;
    }

    private static ConversationKey? ReadConversation(IFormCollection form)
        => form[ConversationField] is [{ Length: > 0 } id] ? new(id, form["secret"].ToString()) : null;

    private static void ShowRefusal(HttpContext context, AskPage page, Problem problem, Agency agency, string language)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } retryAfter)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        page.AddNotice(problem.Detail ?? ProblemWriter.Describe(problem, agency, language).Title);
    }

    private async Task AddAnswerAsync(HttpContext context, AskPage page, ConversationKey key, TurnTicket ticket)
    {
        var answer = new AnswerInMaking(ticket.Turn);
        using var patience = new CancellationTokenSource(options.Value.FormPatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            await foreach (var turnEvent in reader.ReadTurnAsync(key.Id, ticket, either.Token))
            {
                if (turnEvent is not null)
                    answer.Add(turnEvent);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            page.AddLookAgain(ticket.Turn, ticket.FirstEvent);
            return;
        }

        if (answer.Answer is { } whole)
            page.AddAnswer(whole);
        else
            page.AddNotice(answer.Failure?.Message ?? "");
    }
}
