using System.Globalization;

namespace GovStack.ProviderSimulator.Wire;

/// <summary>Messages.</summary>
internal sealed class AnthropicWriter(HttpContext context, ProviderCall call) : AnswerWriter(context, call)
{
    private readonly string _id = "msg_sim" + call.Number.ToString(CultureInfo.InvariantCulture);

    private string StopReason => Call.IsCut ? "max_tokens" : "end_turn";

    public override object Whole() => Message(new[] { new { type = "text", text = Call.Text } }, StopReason, Call.Pieces.Count);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await EventAsync("message_start", new { type = "message_start", message = Message(Array.Empty<object>(), null, 1) }, cancellationToken);
        await EventAsync("content_block_start", new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } }, cancellationToken);
        await EventAsync("ping", new { type = "ping" }, cancellationToken);
    }

    public override Task TextAsync(string text, CancellationToken cancellationToken)
        => EventAsync("content_block_delta", new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text } }, cancellationToken);

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        await EventAsync("content_block_stop", new { type = "content_block_stop", index = 0 }, cancellationToken);
        var delta = new { stop_reason = StopReason, stop_sequence = (string?)null };
        await EventAsync("message_delta", new { type = "message_delta", delta, usage = new { output_tokens = Call.Pieces.Count } }, cancellationToken);
        await EventAsync("message_stop", new { type = "message_stop" }, cancellationToken);
    }

    public override Task OverloadedAsync(CancellationToken cancellationToken)
        => EventAsync("error", ErrorBody.Failed(Dialect.Anthropic, 529), cancellationToken);

    private object Message(object content, string? stopReason, int outputTokens) => new
    {
        id = _id,
        type = "message",
        role = "assistant",
        model = Call.Request.Model,
        content,
        stop_reason = stopReason,
        stop_sequence = (string?)null,
        usage = new { input_tokens = Call.Size.InputTokens, cache_creation_input_tokens = 0, cache_read_input_tokens = 0, output_tokens = outputTokens },
    };
}
