using GovStack.Conversations;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Streaming;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Turns;

/// <summary>Streams one turn's events to its last.</summary>
internal sealed class StreamedTurn(string conversationId, TurnTicket ticket, TurnReader reader) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var stream = EventStream.Begin(httpContext);
        var isFresh = true;
        await foreach (var turnEvent in reader.ReadTurnAsync(conversationId, ticket, httpContext.RequestAborted))
        {
            if (turnEvent is not null)
            {
                stream.Write(turnEvent);
                isFresh = false;
                if (!turnEvent.IsLast)
                    continue;   // Sent with what follows it in the same batch.
            }
            else if (isFresh)
            {
                stream.WriteComment("waiting");
            }

            isFresh = true;
            await stream.FlushAsync();
        }
    }
}

/// <summary>Waits for one turn and answers whole.</summary>
internal sealed class WholeTurn(string conversationId, TurnTicket ticket, TurnReader reader) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = new AnswerInMaking(ticket.Turn);
        await foreach (var turnEvent in reader.ReadTurnAsync(conversationId, ticket, httpContext.RequestAborted))
        {
            if (turnEvent is not null)
                answer.Add(turnEvent);
        }

        if (answer.Answer is { } whole)
            await httpContext.Response.WriteAsJsonAsync(whole, FrontendJson.Default.TurnAnswer, null, httpContext.RequestAborted);
        else
            await ProblemWriter.WriteAsync(httpContext, FailureOf(answer.Failure));
    }

    /// <summary>Says why a turn has no answer.</summary>
    public static Problem FailureOf(FailedEvent? failed)
    {
        var retryAfter = failed?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : default(TimeSpan?);
        return failed?.Code switch
        {
            ProblemCodes.Refused or ProblemCodes.Unavailable or ProblemCodes.Store => new(failed.Code, failed.Message, retryAfter),
            _ => new(ProblemCodes.Internal, failed?.Message is { Length: > 0 } message ? message : null, retryAfter),
        };
    }
}
