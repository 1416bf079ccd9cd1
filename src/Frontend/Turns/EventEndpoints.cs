using System.Globalization;
using GovStack.Conversations;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.Turns;

/// <summary>"Give me everything from event k": the stream of a conversation, resumable on any server.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder conversation)
        => conversation.MapGet("/events", ReadAsync)
            .WithName("ReadEvents").WithTags("Conversations")
            .WithSummary("Streams events from a number on; ends when nothing runs, unless follow=true. Last-Event-ID resumes.")
            .Produces<TurnEvent>(StatusCodes.Status200OK, EventStream.ContentType)
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> ReadAsync(
        string id,
        HttpContext context,
        TurnReader reader,
        [FromQuery] string? from,
        [FromQuery] string? follow)
    {
        if (!TryFindStart(context, from, out var start))
            return Problem.InvalidField("from", "An event's number, 0 or more.").ToResult();
        if (follow is not (null or "true" or "false"))
            return Problem.InvalidField("follow", "true or false.").ToResult();

        return await reader.IsFutureAsync(id, start, context.RequestAborted)
            ? new Problem(ProblemCodes.EventInFuture, Field: "from").ToResult()
            : new StreamedEvents(id, start, follow == "true", reader);
    }

    // A browser that reconnects by itself sends what it saw last; that is newer than what its address says.
    private static bool TryFindStart(HttpContext context, string? from, out long start)
    {
        start = TurnReader.FirstEvent;
        if (context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } seen])
        {
            var isNumber = long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var last);
            start = last + 1;
            return isNumber && last < long.MaxValue;
        }

        if (from is null)
            return true;
        var isFound = long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out start);
        start = Math.Max(start, TurnReader.FirstEvent);
        return isFound;
    }

    private sealed class StreamedEvents(string conversationId, long from, bool follow, TurnReader reader) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using var stream = EventStream.Begin(httpContext);
            await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
            await foreach (var batch in reader.ReadAsync(conversationId, from, follow, httpContext.RequestAborted))
            {
                foreach (var turnEvent in batch.Events)
                    stream.Write(turnEvent);
                if (batch.Events.Count == 0 && (follow || !batch.IsIdle))
                    stream.WriteComment("waiting");
                await stream.FlushAsync();
            }
        }
    }
}
