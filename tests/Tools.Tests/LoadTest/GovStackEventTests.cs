using System.Text.Json;
using GovStack.LoadTest;
using GovStack.LoadTest.Asking;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Tools.Tests.LoadTest;

public sealed class GovStackEventTests
{
    private readonly ManualClock _time = new();
    private readonly ReplyProgress _progress;

    public GovStackEventTests() => _progress = new ReplyProgress(new RunClock(_time, scale: 1));

    [Fact]
    public void Read_WholeTurn_KeepsWhatThePersonSaw()
    {
        After(0.1, "accepted", """{"number":1,"turn":3,"messageId":"m"}""");
        After(0.1, "queued", """{"number":2,"turn":3,"place":7,"expectedSeconds":10,"promisedSeconds":14,"cause":null}""");
        After(5.8, "queued", """{"number":3,"turn":3,"place":3,"expectedSeconds":5,"promisedSeconds":8}""");
        After(6, "token", """{"number":4,"turn":3,"text":"nonce:abc "}""");
        After(1, "usage", """{"number":5,"provider":"p","inputTokens":900,"cachedInputTokens":100,"outputTokens":200,"costUsd":0.002}""");
        var reply = After(1, "done", """{"number":6,"turn":3,"kind":"Model","answer":"nonce:abc whole END-OF-ANSWER","suggestions":[]}""")!;

        Assert.Equal(("model", 200, 3, "nonce:abc whole END-OF-ANSWER"), (reply.Kind, reply.Status, reply.Turn, reply.Text));
        Assert.Equal((0.2, 14.0, 10.0), (reply.QueuedAfter!.Value.TotalSeconds, reply.Promised!.Value.TotalSeconds, reply.Expected!.Value.TotalSeconds));
        Assert.Equal((12.0, 14.0), (reply.FirstTokenAfter!.Value.TotalSeconds, reply.EndedAfter.TotalSeconds));
        Assert.Equal((900, 100, 200, 0.002m, 0), (reply.InputTokens, reply.CachedInputTokens, reply.OutputTokens, reply.CostUsd, reply.UnexplainedRises));
    }

    [Fact]
    public void Read_PromiseThatRises_CountsUnlessACauseIsStated()
    {
        After(0, "queued", """{"expectedSeconds":10,"promisedSeconds":10}""");
        After(5, "queued", """{"expectedSeconds":10,"promisedSeconds":20,"cause":"limit-cut"}""");
        Assert.Equal(0, _progress.Reply.UnexplainedRises);

        After(5, "queued", """{"expectedSeconds":10,"promisedSeconds":20}""");
        Assert.Equal(1, _progress.Reply.UnexplainedRises);
    }

    [Fact]
    public void Read_Restarted_DropsThePartialText()
    {
        After(1, "token", """{"text":"half"}""");
        After(1, "restarted", """{"turn":1,"attempt":2}""");

        Assert.Equal("", _progress.Reply.Text);
    }

    [Fact]
    public void Read_Refused_IsARefusalWithItsTime()
    {
        var reply = After(1, "failed", """{"code":"refused","message":"later","retryAfterSeconds":90}""")!;

        Assert.Equal(("refusal", TimeSpan.FromSeconds(90)), (reply.Kind, reply.RetryAfter));
    }

    [Fact]
    public void Read_Failed_IsAnErrorWithItsTime()
    {
        var reply = After(1, "failed", """{"code":"unavailable","message":"later","retryAfterSeconds":30}""")!;

        Assert.Equal(("error", "unavailable", 30.0), (reply.Kind, reply.Error, reply.RetryAfter!.Value.TotalSeconds));
    }

    [Fact]
    public void FindLater_TicketsTurn_IsFoundWithItsAge()
    {
        const string History = """
            {"turns":[
              {"messageId":"a","kind":"Ticket","answer":"Later.","answeredAt":"2026-03-02T12:00:10Z"},
              {"messageId":"a+ticket","kind":"Model","answer":"nonce:a END-OF-ANSWER","answeredAt":"2026-03-02T12:01:00Z"}]}
            """;
        using var json = JsonDocument.Parse(History);

        Assert.Equal(new LaterAnswer("model", "nonce:a END-OF-ANSWER", TimeSpan.FromSeconds(50)), GovStackChat.FindLater(json.RootElement, "a"));
        Assert.Null(GovStackChat.FindLater(json.RootElement, "b"));
    }

    private Reply? After(double seconds, string type, string data)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        using var json = JsonDocument.Parse(data);
        return GovStackChat.Read(type, json.RootElement, _progress, 200);
    }
}
