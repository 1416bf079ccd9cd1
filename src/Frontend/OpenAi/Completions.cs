using System.Globalization;
using GovStack.Conversations;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Streaming;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.OpenAi;

/// <summary>Waits for the answer and gives it whole.</summary>
internal sealed class WholeCompletion(ChatReply reply, TurnReader reader) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = new AnswerInMaking(reply.Ticket.Turn);
        await foreach (var turnEvent in reader.ReadTurnAsync(reply.ConversationId, reply.Ticket, httpContext.RequestAborted))
        {
            if (turnEvent is not null)
                answer.Add(turnEvent);
        }

        if (answer.Answer is not { } turn)
        {
            await ProblemWriter.WriteAsync(httpContext, WholeTurn.FailureOf(answer.Failure));
            return;
        }

        var choice = new ChatChoice(0, new("assistant", turn.Answer), reply.FinishReasonOf(turn));
        var completion = new ChatCompletion(
            reply.Id, "chat.completion", reply.Created, reply.Question.Model, [choice], ChatUsage.Of(turn.Usage), turn);
        await httpContext.Response.WriteAsJsonAsync(completion, OpenAiWire.Json.ChatCompletion, null, httpContext.RequestAborted);
    }
}

/// <summary>Streams the answer as chunks; waits are comments, which clients pass over.</summary>
internal sealed class StreamedCompletion(ChatReply reply, bool includeUsage, TurnReader reader) : IResult
{
    private readonly StreamedText _text = new();
    private readonly AnswerInMaking _answer = new(reply.Ticket.Turn);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var stream = EventStream.Begin(httpContext);
        WriteChunk(stream, new() { Role = "assistant", Content = "" });
        await stream.FlushAsync();
        var isSilent = true;
        await foreach (var turnEvent in reader.ReadTurnAsync(reply.ConversationId, reply.Ticket, httpContext.RequestAborted))
        {
            if (turnEvent is not null)
            {
                _answer.Add(turnEvent);
                isSilent &= !Tell(stream, turnEvent);
                continue;   // Sent with what follows it in the same batch.
            }

            if (isSilent)
                stream.WriteComment("waiting");
            isSilent = true;
            await stream.FlushAsync();
        }

        End(httpContext, stream);
        await stream.FlushAsync();
    }

    private bool Tell(EventStream stream, TurnEvent turnEvent)
    {
        switch (turnEvent)
        {
            case QueuedEvent queued:
                stream.WriteComment(string.Create(
                    CultureInfo.InvariantCulture,
                    $"waiting place={queued.Place} expected={queued.ExpectedSeconds:0.#}s promised={queued.PromisedSeconds:0.#}s"));
                return true;
            case RestartedEvent or NoticeEvent { Code: NoticeCodes.NewAttempt }:
                _text.Restart();
                return false;
            case TokenEvent token when _text.Append(token.Text) is { Length: > 0 } more:
                WriteChunk(stream, new() { Content = more });
                return true;
            default:
                return false;
        }
    }

    private void End(HttpContext context, EventStream stream)
    {
        var isBroken = _text.HasDiverged;   // Another text than the client has begun to read: no honest end of this one.
        if (_answer.Answer is not { } turn || isBroken)
        {
            var problem = isBroken ? new(ProblemCodes.Unavailable) : WholeTurn.FailureOf(_answer.Failure);
            var (agency, language) = ProblemWriter.Audience(context);
            stream.WriteData(OpenAiErrors.Describe(problem, ProblemWriter.Describe(problem, agency, language)), OpenAiWire.Json.ChatErrorBody);
            stream.WriteData("[DONE]");
            return;
        }

        if (_text.Finish(turn.Answer) is { Length: > 0 } rest)
            WriteChunk(stream, new() { Content = rest });
        WriteChunk(stream, new(), reply.FinishReasonOf(turn), turn);
        if (includeUsage)
            Write(stream, [], ChatUsage.Of(turn.Usage), null);
        stream.WriteData("[DONE]");
    }

    private void WriteChunk(EventStream stream, ChatDelta delta, string? finishReason = null, TurnAnswer? turn = null)
        => Write(stream, [new ChatChunkChoice(0, delta) { FinishReason = finishReason }], null, turn);

    private void Write(EventStream stream, IReadOnlyList<ChatChunkChoice> choices, ChatUsage? usage, TurnAnswer? turn)
    {
        const string Kind = "chat.completion.chunk";
        var model = reply.Question.Model;
        if (includeUsage)
            stream.WriteData(new ChatChunkWithUsage(reply.Id, Kind, reply.Created, model, choices) { Usage = usage, Turn = turn }, OpenAiWire.Json.ChatChunkWithUsage);
        else
            stream.WriteData(new ChatChunk(reply.Id, Kind, reply.Created, model, choices) { Usage = usage, Turn = turn }, OpenAiWire.Json.ChatChunk);
    }
}
