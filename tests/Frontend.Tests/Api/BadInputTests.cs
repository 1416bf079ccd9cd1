using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace GovStack.Frontend.Tests.Api;

/// <summary>What people and programs send that they should not. docs/bad-input.md lists each case with its test.</summary>
public sealed class BadInputTests(FrontendHost frontend)
{
    [Theory]
    [InlineData("{\"text\":", "malformed-json", null)]
    [InlineData("", "malformed-json", null)]
    [InlineData("null", "malformed-json", null)]
    [InlineData("not json", "malformed-json", null)]
    [InlineData("{\"text\":\"a\"} trailing", "malformed-json", null)]
    [InlineData("[]", "malformed-json", null)]
    [InlineData("{\"text\":7}", "invalid-field", "text")]
    [InlineData("{\"text\":[\"a\"]}", "invalid-field", "text")]
    [InlineData("{\"text\":null}", "invalid-field", "text")]
    [InlineData("{}", "invalid-field", "text")]
    [InlineData("{\"text\":\"a\",\"after\":\"one\"}", "invalid-field", "after")]
    [InlineData("{\"text\":\"a\",\"after\":1.5}", "invalid-field", "after")]
    [InlineData("{\"text\":\"a\",\"after\":99999999999}", "invalid-field", "after")]
    [InlineData("{\"text\":\"a\",\"after\":-1}", "invalid-field", "after")]
    [InlineData("{\"text\":\"a\",\"messageId\":\"\"}", "invalid-field", "messageId")]
    [InlineData("{\"text\":\"a\",\"whenBusy\":\"later\"}", "invalid-field", "whenBusy")]
    [InlineData("{\"text\":\"a\",\"botlet\":\"nobody\"}", "unknown-botlet", "botlet")]
    [InlineData("{\"text\":\"\"}", "empty", null)]
    [InlineData("{\"text\":\" \\n\\t \"}", "empty", null)]
    public async Task Ask_BodyThatIsWrong_SaysWhatIsWrong(string json, string code, string? field)
    {
        using var caller = frontend.NewCaller();

        var (response, problem) = await caller.AskAsync(await caller.StartAsync(), json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((code, field), ((string?)problem["code"], (string?)problem["field"]));
        Assert.Equal($"urn:govstack:problem:{code}", (string?)problem["type"]);
    }

    [Theory]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"}")]
    [InlineData("{\"text\":\"\\ud800\"}")]
    [InlineData("{\"text\":\"a\",\"x\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}")]
    public async Task Ask_TrickyJson_Is400(string json)
    {
        using var caller = frontend.NewCaller();

        var (response, _) = await caller.AskAsync(await caller.StartAsync(), json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Ask_BytesThatAreNoUtf8_Is400()
    {
        using var caller = frontend.NewCaller();
        using var content = new ByteArrayContent([.. "{\"text\":\""u8, 0xFF, 0xFE, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var (response, _) = await caller.AskAsync(await caller.StartAsync(), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Ask_18KB_Works()
    {
        using var caller = frontend.NewCaller();
        var text = Caller.KnownQuestion + new string(' ', 18 * 1024);

        var (response, _) = await caller.AskAsync(await caller.StartAsync(), new { text });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Ask_33KB_IsRefusedInThePersonsLanguage()
    {
        using var caller = frontend.NewCaller();

        var (response, problem) = await caller.AskAsync(
            await caller.StartAsync(), new { text = new string('x', 33 * 1024), language = "es" }, ("Accept-Language", "es"));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-long"), (response.StatusCode, (string?)problem["code"]));
        Assert.Equal("Su mensaje supera los 32 KB.", (string?)problem["title"]);
        Assert.StartsWith("Su mensaje supera los 32 KB. Envíe uno más corto", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_10MBBody_IsRefusedUnread()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();
        using var request = Caller.NewRequest(
            HttpMethod.Post, $"/api/conversations/{conversation.Id}/turns", new { text = new string('x', 10 * 1024 * 1024) }, conversation.Secret);
        request.Headers.ExpectContinue = true;   // So that the refusal comes before the body is sent.

        using var response = await caller.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("\"code\":\"body-too-large\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Ask_AnotherMediaType_Is415(string type)
    {
        using var caller = frontend.NewCaller();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("text=a"));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var (response, problem) = await caller.AskAsync(await caller.StartAsync(), content);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported-media-type"), (response.StatusCode, (string?)problem["code"]));
    }

    [Fact]
    public async Task Ask_SameMessageIdWithAnotherText_Is409()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();
        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion, messageId = "m1" });

        var (response, problem) = await caller.AskAsync(conversation, new { text = "Something else", messageId = "m1" });

        Assert.Equal((HttpStatusCode.Conflict, "message-id-reused"), (response.StatusCode, (string?)problem["code"]));
    }

    [Fact]
    public async Task Ask_AfterAMissingCheckpoint_Is404()
    {
        using var caller = frontend.NewCaller();

        var (response, problem) = await caller.AskAsync(await caller.StartAsync(), new { text = Caller.KnownQuestion, after = 9 });

        Assert.Equal((HttpStatusCode.NotFound, "checkpoint-not-found"), (response.StatusCode, (string?)problem["code"]));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/turns")]
    [InlineData("POST", "/stop")]
    [InlineData("POST", "/fork")]
    [InlineData("GET", "/turns")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/export")]
    [InlineData("GET", "/checkpoints")]
    [InlineData("GET", "/checkpoints/1")]
    [InlineData("POST", "/turns/1/feedback")]
    public async Task Conversation_WithoutOrWithAnothersSecret_StaysClosed(string method, string path)
    {
        using var caller = frontend.NewCaller();
        var (mine, foreign) = (await caller.StartAsync(), await caller.StartAsync());
        await caller.AskAsync(foreign, new { text = Caller.KnownQuestion });
        var address = $"/api/conversations/{foreign.Id}{path}";

        var (none, missing) = await caller.SendAsync(new(method), address, method == "POST" ? "{}" : null);
        var (wrong, refused) = await caller.SendAsync(new(method), address, method == "POST" ? "{}" : null, mine.Secret);

        Assert.Equal((HttpStatusCode.Unauthorized, "conversation-secret-missing"), (none.StatusCode, (string?)missing["code"]));
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal((HttpStatusCode.Forbidden, "not-your-conversation"), (wrong.StatusCode, (string?)refused["code"]));
    }

    [Fact]
    public async Task Conversation_ThatNobodyMade_IsRefusedLikeAForeignOne()
    {
        using var caller = frontend.NewCaller();
        var mine = await caller.StartAsync();

        var (response, _) = await caller.SendAsync(HttpMethod.Get, "/api/conversations/AAAAAAAAAAAAAAAAAAAAAA", null, mine.Secret);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("?from=1000000000", "event-in-future")]
    [InlineData("?from=-1", "invalid-field")]
    [InlineData("?from=x", "invalid-field")]
    [InlineData("?from=9223372036854775808", "invalid-field")]
    [InlineData("?follow=maybe", "invalid-field")]
    public async Task ReadEvents_FromNowhere_Is400(string query, string code)
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();

        var (response, problem) = await caller.SendAsync(HttpMethod.Get, $"/api/conversations/{conversation.Id}/events{query}", null, conversation.Secret);

        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, (string?)problem["code"]));
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404, "not-found")]
    [InlineData("GET", "/nothing/here", 404, "not-found")]
    [InlineData("PUT", "/api/conversations", 405, "method-not-allowed")]
    [InlineData("DELETE", "/api/agency", 405, "method-not-allowed")]
    public async Task AnyAddress_ThatIsNotServed_HasAProblemToo(string method, string path, int status, string code)
    {
        using var caller = frontend.NewCaller();

        var (response, problem) = await caller.SendAsync(new(method), path);

        Assert.Equal((status, code, "application/problem+json"), ((int)response.StatusCode, (string?)problem["code"], response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(status, (int)problem["status"]!);
    }

    [Fact]
    public async Task AnyAddress_UnderAnUnknownHostName_Is421()
    {
        using var caller = frontend.NewCaller();

        var (response, problem) = await caller.SendAsync(HttpMethod.Get, "/api/agency", null, null, ("Host", "elsewhere.example"));

        Assert.Equal((HttpStatusCode.MisdirectedRequest, "unknown-host"), (response.StatusCode, (string?)problem["code"]));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task Ask_FromAnotherSitesPage_IsRefused(string origin)
    {
        using var caller = frontend.NewCaller();

        var (response, problem) = await caller.AskAsync(await caller.StartAsync(), new { text = Caller.KnownQuestion }, ("Origin", origin));

        Assert.Equal((HttpStatusCode.Forbidden, "origin-refused"), (response.StatusCode, (string?)problem["code"]));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Ask_FromOurOwnPage_Passes()
    {
        using var caller = frontend.NewCaller();
        var origin = frontend.Host.Address.GetLeftPart(UriPartial.Authority);

        var (response, _) = await caller.AskAsync(await caller.StartAsync(), new { text = Caller.KnownQuestion }, ("Origin", origin));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task AnyAnswer_Always_BoundsWhatABrowserMayDo()
    {
        using var caller = frontend.NewCaller();

        var (response, _) = await caller.SendAsync(HttpMethod.Get, "/api/nothing");

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Quick_TextThatIsTooLong_Is413()
    {
        using var caller = frontend.NewCaller();

        var (response, problem) = await caller.SendAsync(HttpMethod.Post, "/api/quick", new { text = new string('x', 33 * 1024) });

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-long"), (response.StatusCode, (string?)problem["code"]));
    }
}
