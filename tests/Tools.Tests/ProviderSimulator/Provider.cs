using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Answers;

namespace GovStack.Tools.Tests.ProviderSimulator;

/// <summary>Options and plain HTTP calls the tests share.</summary>
internal static class Provider
{
    /// <summary>Answers at once, 20 tokens long.</summary>
    public static SimulatorOptions Instant { get; } = new()
    {
        FirstToken = TimeSpan.Zero,
        TokensPerSecond = 0,
        OutputLengths = OutputLengths.Parse("fixed:20"),
    };

    public static Task<HttpResponseMessage> AskAsync(this HttpClient http, SimulatorHost host, string question, int maxTokens = 100, string path = "v1/chat/completions")
        => http.PostAsJsonAsync(new Uri(host.BaseUrl, path), new { model = "sim-large", max_tokens = maxTokens, messages = new[] { new { role = "user", content = question } } });

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static string Header(this HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : "";
}
