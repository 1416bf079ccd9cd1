using System.Globalization;
using System.Text.Json.Serialization;

namespace GovStack.ProviderSimulator.Wire;

/// <summary>Chat completions.</summary>
internal sealed class OpenAiWriter(HttpContext context, ProviderCall call, DateTimeOffset now) : AnswerWriter(context, call)
{
    private readonly string _id = "chatcmpl-sim" + call.Number.ToString(CultureInfo.InvariantCulture);
    private readonly long _created = now.ToUnixTimeSeconds();

    private string FinishReason => Call.IsCut ? "length" : "stop";

    public override object Whole() => new
    {
        id = _id,
        @object = "chat.completion",
        created = _created,
        model = Call.Request.Model,
        choices = new[]
        {
            new { index = 0, message = new { role = "assistant", content = Call.Text, refusal = (string?)null }, logprobs = (object?)null, finish_reason = FinishReason },
        },
        usage = Usage(),
    };

    public override Task StartAsync(CancellationToken cancellationToken) => ChunkAsync(new Delta("assistant", ""), null, cancellationToken);

    public override Task TextAsync(string text, CancellationToken cancellationToken) => ChunkAsync(new Delta(null, text), null, cancellationToken);

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        await ChunkAsync(new Delta(null, null), FinishReason, cancellationToken);
        if (Call.Request.IncludeUsage)
            await EventAsync(null, new { id = _id, @object = "chat.completion.chunk", created = _created, model = Call.Request.Model, choices = Array.Empty<object>(), usage = Usage() }, cancellationToken);
        await EventAsync(null, "[DONE]", cancellationToken);
    }

    public override Task OverloadedAsync(CancellationToken cancellationToken)
        => EventAsync(null, ErrorBody.Failed(Dialect.OpenAi, 503), cancellationToken);

    private Task ChunkAsync(Delta delta, string? finishReason, CancellationToken cancellationToken) => EventAsync(
        null,
        new
        {
            id = _id,
            @object = "chat.completion.chunk",
            created = _created,
            model = Call.Request.Model,
            choices = new[] { new { index = 0, delta, logprobs = (object?)null, finish_reason = finishReason } },
        },
        cancellationToken);

    private object Usage() => new
    {
        prompt_tokens = Call.Size.InputTokens,
        completion_tokens = Call.Pieces.Count,
        total_tokens = Call.Size.InputTokens + Call.Pieces.Count,
        prompt_tokens_details = new { cached_tokens = 0 },
        completion_tokens_details = new { reasoning_tokens = 0 },
    };

    private sealed record Delta(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content);
}
