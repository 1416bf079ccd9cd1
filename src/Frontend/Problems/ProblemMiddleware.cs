using System.Text.Json;
using GovStack.Conversations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GovStack.Frontend.Problems;

/// <summary>Gives every error a body: exceptions, and what the framework refuses with a bare status.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            return;   // The caller has gone; nobody reads an answer.
        }
        catch (Exception exception)
        {
            // The message may quote what a person wrote, so it is not logged; the type and the place are.
            var problem = Find(exception);
            if (problem.Status >= StatusCodes.Status500InternalServerError)
                LogFault(exception.GetType().Name, context.GetEndpoint()?.DisplayName, exception.StackTrace);
            if (context.Response.HasStarted)
            {
                context.Abort();   // A cut stream is seen as one; a whole-looking half answer is not.
                return;
            }

            context.Response.Clear();
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var response = context.Response;
        if (response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
            await ProblemWriter.WriteAsync(context, new(ProblemCodes.OfStatus(response.StatusCode)));
    }

    private static Problem Find(Exception exception) => exception switch
    {
        BadHttpRequestException bad => new(ProblemCodes.OfStatus(bad.StatusCode)),
        JsonException => new(ProblemCodes.MalformedJson),
        InvalidDataException => new(ProblemCodes.BadRequest),   // A form with more fields or longer names than the limits.
        CheckpointConflictException => new(ProblemCodes.Store, RetryAfter: TimeSpan.FromSeconds(1)),
        _ => new(ProblemCodes.Internal),
    };

    [LoggerMessage(EventId = 1702, Level = LogLevel.Error, Message = "{Fault} in {Endpoint}:\n{Place}")]
    private partial void LogFault(string fault, string? endpoint, string? place);
}
