using System.CommandLine;
using System.Net.Http.Headers;
using GovStack.Benchmarks.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GovStack.Benchmarks.Server;

/// <summary>
/// The least that can stand in GovStack's place, in a process of its own: it takes a question, saves it, asks the provider, passes the words on, saves the turn and
/// ends. No conversation, no service, no pages, no quota. What it adds to calling the provider directly is the floor on the machine at hand.
/// </summary>
internal static class BareProxy
{
    public const string Name = "bare-proxy";

    public static Command Create()
    {
        var address = new Option<string>("--address") { Required = true };
        var provider = new Option<string>("--provider") { Required = true };
        var storage = ServerBenchmark.StorageOption();
        var command = new Command(Name, "What `latency` and `turns` start to be compared with.") { address, provider, storage };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var store = new TemporaryStore(parsed.GetRequiredValue(storage).FullName);
            using var http = ServerBenchmark.Client(new Uri(parsed.GetRequiredValue(provider)));
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls(parsed.GetRequiredValue(address));
            await using var app = builder.Build();
            app.MapGet(MeasuredServer.ReadyPath, () => Results.Ok());
            app.MapPost("/v1/chat/completions", context => PassOnAsync(context, http, store));
            await ((IHost)app).RunAsync(cancellationToken);
        });
        return command;
    }

    private static async Task PassOnAsync(HttpContext context, HttpClient http, TemporaryStore store)
    {
        var id = Guid.NewGuid().ToString("N");
        using var question = new MemoryStream();
        await context.Request.Body.CopyToAsync(question);
        await store.Store.AcceptAsync(TypicalTurn.Head(id, 1), TypicalTurn.Accepted(1), CancellationToken.None);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new ReadOnlyMemoryContent(question.GetBuffer().AsMemory(0, (int)question.Length)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        context.Response.ContentType = "text/event-stream";
        await using var words = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 << 10];
        for (int read; (read = await words.ReadAsync(buffer)) > 0;)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            await context.Response.Body.FlushAsync();
        }

        await store.Store.SaveTurnAsync(TypicalTurn.Head(id, 2), TypicalTurn.Finished(1), CancellationToken.None);
        await context.Response.WriteAsync("data: done\n\n");
    }
}
