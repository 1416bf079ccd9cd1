using System.Text;
using GovStack.Conversations;
using GovStack.Frontend.Streaming;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Tests.Streaming;

public sealed class EventStreamTests
{
    [Fact]
    public async Task Write_Event_IsNumberedNamedAndOneLine()
        => Assert.Equal(
            "id: 7\nevent: token\ndata: {\"type\":\"token\",\"text\":\"línea 1\\nlínea 2\\r\\n\",\"number\":7,\"turn\":1}\n\n",
            await WrittenAsync(stream => stream.Write(new TokenEvent(7, 1, "línea 1\nlínea 2\r\n"))));

    [Fact]
    public async Task Write_EventWithoutNumber_HasNoId()
        => Assert.StartsWith("event: done\ndata: {", await WrittenAsync(stream => stream.Write(new DoneEvent(0, 1, AnswerKind.Quick, "", []))), StringComparison.Ordinal);

    [Fact]
    public async Task WriteComment_Always_IsWhatClientsPassOver()
        => Assert.Equal(": waiting\n\n", await WrittenAsync(stream => stream.WriteComment("waiting")));

    [Fact]
    public async Task Begin_Always_ForbidsProxiesToHoldItBack()
    {
        var context = new DefaultHttpContext();
        using var stream = EventStream.Begin(context);
        await stream.FlushAsync();

        Assert.Equal("text/event-stream", context.Response.ContentType);
        Assert.Equal("no-store, no-transform", context.Response.Headers.CacheControl);
        Assert.Equal("no", context.Response.Headers["X-Accel-Buffering"]);
    }

    [Fact]
    public void NameOf_EveryEvent_IsItsDiscriminator()
    {
        foreach (var derived in typeof(TurnEvent).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
                     .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>())
        {
            var turnEvent = (TurnEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(derived.DerivedType);
            Assert.Equal(derived.TypeDiscriminator, EventStream.NameOf(turnEvent));
        }
    }

    private static async Task<string> WrittenAsync(Action<EventStream> write)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        using (var stream = EventStream.Begin(context))
        {
            write(stream);
            await stream.FlushAsync();
        }

        return Encoding.UTF8.GetString(body.ToArray());
    }
}
