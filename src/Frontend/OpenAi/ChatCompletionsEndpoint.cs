using System.Buffers.Text;
using System.Security.Cryptography;
using GovStack.Conversations;
using GovStack.Frontend.ApiKeys;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Streaming;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace GovStack.Frontend.OpenAi;

/// <summary>OpenAI's wire format: any client works by changing its base address and its key.</summary>
internal static class OpenAiEndpoints
{
    public static void MapOpenAi(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1").WithMetadata(new ForVisitors()).WithTags("OpenAI").AddEndpointFilter<OpenAiDoor>();
        group.MapPost("/chat/completions", (HttpContext context, ChatCompletions completions) => completions.AnswerAsync(context))
            .WithName("CreateChatCompletion").WithSummary("Chat completions in OpenAI's wire format, streamed and whole.")
            .Accepts<ChatCompletionRequest>("application/json")
            .Produces<ChatCompletion>(StatusCodes.Status200OK, "application/json", EventStream.ContentType);
        group.MapGet("/models", (HttpContext context) => Results.Json(ListModels(context), OpenAiWire.Json.ChatModelList))
            .WithName("ListModels").WithSummary("The names that may be given as model.").Produces<ChatModelList>();
        group.MapGet("/models/{model}", (string model, HttpContext context)
                => ListModels(context).Data.FirstOrDefault(known => known.Id == model) is { } found
                    ? Results.Json(found, OpenAiWire.Json.ChatModel)
                    : new Problem(ProblemCodes.ModelNotFound, Field: "model").ToResult())
            .WithName("GetModel").WithSummary("One of the names.").Produces<ChatModel>();
    }

    private static ChatModelList ListModels(HttpContext context)
    {
        var visitor = context.Visitor();
        return new("list", [.. About.ModelsEndpoint.List(visitor.Agency, visitor.Language).Select(model => new ChatModel(model.Id, "model", 0, visitor.Tenant))]);
    }
}

/// <summary>Lets in who has an API key; without one only a developer at this machine.</summary>
internal sealed class OpenAiDoor(IHostEnvironment environment) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers["x-request-id"] = $"req_{http.TraceIdentifier.Replace(":", "", StringComparison.Ordinal)}";
        return http.Visitor().Key is not null || (environment.IsDevelopment() && Loopback.IsLocal(http))
            ? next(context)
            : ValueTask.FromResult<object?>(new Problem(ProblemCodes.ApiKeyRequired).ToResult());
    }
}

/// <summary>Answers OpenAI's calls.</summary>
internal sealed class ChatCompletions(
    IConversationClient conversations,
    ConversationKeys keys,
    ServerSecret secret,
    DoorLimits limits,
    TurnReader reader,
    TimeProvider clock)
{
    private const int MaxNameLength = 200;

    // Whoever calls without a key is a developer at this machine.
    private static readonly ApiKey Developer = new() { Id = "local", Tenant = "", Hash = "" };

    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        var visitor = context.Visitor();
        var (body, problem) = await JsonBody.ReadAsync(context, OpenAiJson.Default.ChatCompletionRequest);
        if (body is null)
            return problem!.ToResult();
        var (question, invalid) = ChatQuestion.Read(body, visitor.Agency);
        if (question is null)
            return invalid!.ToResult();
        if (!TryReadName(context, "X-Conversation-Id", out var name) || !TryReadName(context, "Idempotency-Key", out var idempotencyKey))
            return new Problem(ProblemCodes.BadRequest, $"X-Conversation-Id and Idempotency-Key have at most {MaxNameLength} characters.").ToResult();

        var caller = CallerOf(visitor, body);
        if (await limits.AdmitAsync(context, visitor.Loaded, visitor.Key, caller.Person, question.Text) is { } refused)
            return refused.ToResult();
        var conversationId = ConversationOf(visitor, name, idempotencyKey);
        var request = new TurnRequest(question.Text)
        {
            MessageId = idempotencyKey,
            Botlet = question.Botlet,
            Chain = question.Chain,
            MaxAnswerTokens = question.MaxAnswerTokens,
            Caller = caller,
            Prior = name is null ? question.Prior : [],   // A named conversation has its own history.
        };
        var ticket = await conversations.AskAsync(conversationId, request, CancellationToken.None);
        if (ticket.Refusal is { } refusal)
            return Problem.Of(refusal).ToResult();
        if (name is not null)
            context.Response.Headers["X-Conversation-Id"] = name;
        var reply = new ChatReply($"chatcmpl-{conversationId}-{ticket.Turn}", clock.GetUtcNow().ToUnixTimeSeconds(), question, conversationId, ticket);
        return body.Stream == true
            ? new StreamedCompletion(reply, body.StreamOptions?.IncludeUsage == true, reader)
            : new WholeCompletion(reply, reader);
    }

    private static bool TryReadName(HttpContext context, string header, out string? name)
    {
        name = context.Request.Headers[header] is [{ Length: > 0 } value] ? value : null;
        return name is null or { Length: <= MaxNameLength };
    }

    // The people behind one key are told apart where the client names them, so that none uses up another's share.
    private Caller CallerOf(Visitor visitor, ChatCompletionRequest body)
    {
        var keyId = (visitor.Key ?? Developer).Id;
        var user = body.SafetyIdentifier ?? body.User;
        var person = string.IsNullOrEmpty(user) ? (visitor.Key ?? Developer).PersonId : secret.Sign("key-person", $"{keyId}:{user}")[..22];
        return new(visitor.Tenant, person, "openai", visitor.Key?.Class ?? Conversations.Quota.QuotaClass.Interactive);
    }

    // A client that repeats a call with the same idempotency key attaches to the first answer, so that call has to find the same conversation.
    private string ConversationOf(Visitor visitor, string? name, string? idempotencyKey)
    {
        var keyId = (visitor.Key ?? Developer).Id;
        if (name is not null)
            return keys.IdOf(keyId, $"name:{name}");
        return idempotencyKey is not null
            ? keys.IdOf(keyId, $"call:{idempotencyKey}")
            : Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
    }
}

/// <summary>What every part of one reply says.</summary>
internal sealed record ChatReply(string Id, long Created, ChatQuestion Question, string ConversationId, TurnTicket Ticket)
{
    /// <summary>Says why the text ended: "length" where the client's own limit was met.</summary>
    public string FinishReasonOf(TurnAnswer answer)
        => Question.MaxAnswerTokens is { } most && answer.Usage?.OutputTokens >= most ? "length" : "stop";
}
