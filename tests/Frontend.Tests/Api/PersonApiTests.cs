using System.Net;
using System.Text.Json.Nodes;

namespace GovStack.Frontend.Tests.Api;

public sealed class PersonApiTests(FrontendHost frontend)
{
    [Fact]
    public async Task List_OwnConversations_ShowsThemWithSecretsThatOpenThem()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedAsync(caller);

        var (_, mine) = await caller.SendAsync(HttpMethod.Get, "/api/me/conversations");

        var shown = Assert.Single(mine["conversations"]!.AsArray())!;
        Assert.Equal(conversation, ((string)shown["id"]!, (string)shown["secret"]!));
        Assert.Equal(Caller.KnownQuestion, (string?)shown["title"]);
    }

    [Fact]
    public async Task List_OfSomebodyElse_ShowsNothing()
    {
        using var caller = frontend.NewCaller();
        using var other = frontend.NewCaller();
        await AskedAsync(caller);
        await AskedAsync(other);

        var (_, mine) = await other.SendAsync(HttpMethod.Get, "/api/me/conversations");

        Assert.Single(mine["conversations"]!.AsArray());
    }

    [Fact]
    public async Task List_WithoutACookie_IsEmptyAndSetsNone()
    {
        using var caller = frontend.NewCaller();

        var (response, mine) = await caller.SendAsync(HttpMethod.Get, "/api/me/conversations");

        Assert.Empty(mine["conversations"]!.AsArray());
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Export_OneConversation_IsAFileOfAllOfIt()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedAsync(caller);

        var (response, export) = await caller.SendAsync(HttpMethod.Get, $"/api/conversations/{conversation.Id}/export", null, conversation.Secret);

        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(Caller.KnownQuestion, (string?)Assert.Single(export["turns"]!.AsArray())!["question"]);
    }

    [Fact]
    public async Task ExportAll_OfAPerson_HoldsEveryConversation()
    {
        using var caller = frontend.NewCaller();
        await AskedAsync(caller);
        await AskedAsync(caller);

        var (_, export) = await caller.SendAsync(HttpMethod.Get, "/api/me/export");

        Assert.Equal(2, export["conversations"]!.AsArray().Count);
    }

    [Fact]
    public async Task Delete_OneConversation_LeavesNothingAndATrace()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedAsync(caller);

        var (response, _) = await caller.SendAsync(HttpMethod.Delete, $"/api/conversations/{conversation.Id}", null, conversation.Secret);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        var (after, _) = await caller.SendAsync(HttpMethod.Get, $"/api/conversations/{conversation.Id}", null, conversation.Secret);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        var (_, audit) = await caller.SendAsync(HttpMethod.Get, "/ops/api/audit?count=1000");
        Assert.Contains(audit["entries"]!.AsArray(), entry => IsTrace(entry!, "delete", conversation.Id));
    }

    [Fact]
    public async Task DeleteAll_OfAPerson_ForgetsConversationsAndCookie()
    {
        using var caller = frontend.NewCaller();
        await AskedAsync(caller);
        var conversation = await AskedAsync(caller);

        var (response, body) = await caller.SendAsync(HttpMethod.Delete, "/api/me");

        Assert.Equal(2, (int)body["conversations"]!);
        Assert.Contains("person=; expires=Thu, 01 Jan 1970", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        var (after, _) = await caller.SendAsync(HttpMethod.Get, $"/api/conversations/{conversation.Id}", null, conversation.Secret);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    private static bool IsTrace(JsonNode entry, string action, string subject)
        => (string?)entry["action"] == action && (string?)entry["subject"] == subject && (string?)entry["actor"] == "person";

    private static async Task<(string Id, string Secret)> AskedAsync(Caller caller)
    {
        var conversation = await caller.StartAsync();
        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });
        return conversation;
    }
}
