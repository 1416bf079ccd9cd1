using GovStack.ProviderSimulator.Faults;

namespace GovStack.ProviderSimulator.Wire;

/// <summary>Serves one call over HTTP: decision, headers, then the answer at its pace, or the fault it is to meet.</summary>
internal sealed class CallHandler(Provider provider)
{
    /// <summary>The client's name for a call, recorded in the log.</summary>
    public const string ReservationHeader = "x-govstack-reservation";

    private const int ClientGone = 499;

    // A packet holds all tokens due by then: nobody sees the difference, and a thousand streams do not cost a processor.
    private static readonly TimeSpan _packet = TimeSpan.FromMilliseconds(40);

    public async Task HandleAsync(HttpContext context, Dialect routeDialect, string? model = null)
    {
        var dialect = provider.Options.Dialect ?? routeDialect;
        var request = await PromptReader.ReadAsync(context.Request, context.RequestAborted);
        if (request is null)
        {
            provider.CountMalformed();
            await WriteErrorAsync(context, dialect, 400);
            return;
        }

        request = model is null ? request : request with { Model = model };
        var reservation = context.Request.Headers[ReservationHeader].FirstOrDefault();
        var call = provider.Begin(request, reservation, KeyIsGood(context));
        var status = 0;
        try
        {
            status = await AnswerAsync(context, call, dialect, routeDialect);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            status = ClientGone;
        }
        finally
        {
            provider.End(call, status);
        }
    }

    private async Task<int> AnswerAsync(HttpContext context, ProviderCall call, Dialect dialect, Dialect routeDialect)
    {
        LimitHeaders.Write(context.Response.Headers, dialect, call, provider.Clock);
        context.Response.Headers[dialect == Dialect.Anthropic ? "request-id" : "x-request-id"] = $"sim-{call.Number}";
        if (call.IsRefused)
        {
            if (dialect == Dialect.Bedrock)
                context.Response.Headers["x-amzn-errortype"] = "ThrottlingException";
            context.Response.StatusCode = 429;
            await context.Response.WriteAsJsonAsync(ErrorBody.RateLimited(dialect, call.Admission!, provider.Clock), context.RequestAborted);
            return 429;
        }

        var status = StatusOf(call.Fault);
        if (status != 200)
        {
            await WriteErrorAsync(context, dialect, status);
            return status;
        }

        AnswerWriter writer = routeDialect == Dialect.Anthropic
            ? new AnthropicWriter(context, call)
            : new OpenAiWriter(context, call, provider.Clock.WallNow);
        if (call.Fault == FaultKind.HangBeforeFirstToken)
            await HangAsync(context);
        await provider.Clock.DelayAsync(call.FirstTokenDelay, context.RequestAborted);
        if (call.Fault == FaultKind.Garbage)
            await context.Response.WriteAsync("<html><body>Bad gateway? {\"choices\": [{", context.RequestAborted);
        else if (call.Request.Stream)
            await StreamAsync(context, call, writer);
        else
            await WholeAsync(context, call, writer);
        return call.Fault == FaultKind.BrokenStream ? 0 : 200;
    }

    private async Task WholeAsync(HttpContext context, ProviderCall call, AnswerWriter writer)
    {
        var tokens = call.Pieces.Count;
        if (call.TokensPerSecond > 0)
            await provider.Clock.DelayAsync(TimeSpan.FromSeconds(tokens / call.TokensPerSecond), context.RequestAborted);
        if (await StopsMidwayAsync(context, call, writer))
            return;

        provider.Produce(call, tokens);
        await context.Response.WriteAsJsonAsync(writer.Whole(), context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, ProviderCall call, AnswerWriter writer)
    {
        writer.OpenStream();
        await writer.StartAsync(context.RequestAborted);
        var (sent, started, total) = (0, provider.Clock.Now, call.Pieces.Count);
        var last = IsMidStream(call.Fault) ? total / 2 : total;
        while (sent < last)
        {
            var due = call.TokensPerSecond > 0 ? 1 + (int)((provider.Clock.Now - started).TotalSeconds * call.TokensPerSecond) : last;
            due = Math.Min(due, last);
            if (due > sent)
            {
                // Counted before it is sent: whoever has read the last token finds it in the statistics.
                provider.Produce(call, due);
                await writer.TextAsync(string.Concat(call.Pieces.Skip(sent).Take(due - sent)), context.RequestAborted);
                sent = due;
            }

            if (sent < last)
                await provider.Clock.DelayAsync(NextPacket(call, started, sent), context.RequestAborted);
        }

        if (await StopsMidwayAsync(context, call, writer))
            return;

        await writer.FinishAsync(context.RequestAborted);
    }

    private TimeSpan NextPacket(ProviderCall call, TimeSpan started, int sent)
    {
        var untilNextToken = started + TimeSpan.FromSeconds(sent / call.TokensPerSecond) - provider.Clock.Now;
        var packet = _packet * provider.Clock.Scale;
        return untilNextToken > packet ? untilNextToken : packet;
    }

    private static async Task<bool> StopsMidwayAsync(HttpContext context, ProviderCall call, AnswerWriter writer)
    {
        switch (call.Fault)
        {
            case FaultKind.HangMidStream:
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await HangAsync(context);
                return true;
            case FaultKind.BrokenStream:
                // A reset discards what the client has not read yet: half an answer is to reach it first.
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(_packet, context.RequestAborted);
                context.Abort();
                return true;
            case FaultKind.OverloadedMidStream:
                await writer.OverloadedAsync(context.RequestAborted);
                return true;
            default:
                return false;
        }
    }

    private static Task HangAsync(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

    private static bool IsMidStream(FaultKind fault) => fault is FaultKind.HangMidStream or FaultKind.BrokenStream or FaultKind.OverloadedMidStream;

    private static int StatusOf(FaultKind fault) => fault switch
    {
        FaultKind.InternalError => 500,
        FaultKind.Unavailable => 503,
        FaultKind.Overloaded => 529,
        FaultKind.Unauthorized => 401,
        _ => 200,
    };

    private bool KeyIsGood(HttpContext context)
    {
        if (provider.Options.ApiKey is not { } key)
            return true;

        var headers = context.Request.Headers;
        return headers.Authorization == $"Bearer {key}" || headers["x-api-key"] == key || headers["api-key"] == key;
    }

    private static Task WriteErrorAsync(HttpContext context, Dialect dialect, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(ErrorBody.Failed(dialect, status), context.RequestAborted);
    }
}
