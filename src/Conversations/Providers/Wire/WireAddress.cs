namespace GovStack.Conversations.Providers.Wire;

/// <summary>Where a provider's requests go and what proves who sends them.</summary>
/// <param name="Endpoint">The whole address for a model.</param>
/// <param name="Headers">The fixed headers.</param>
/// <param name="KeyHeader">The header that carries the key; "Authorization" takes a bearer.</param>
/// <param name="Key">The key, or null for a server that asks for none.</param>
internal sealed record WireAddress(Func<string, Uri> Endpoint, IReadOnlyList<KeyValuePair<string, string>> Headers, string KeyHeader, KeySource Key)
{
    public HttpRequestMessage Post(string model, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Endpoint(model)) { Content = content };
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (Key.Read() is { } key)
            request.Headers.TryAddWithoutValidation(KeyHeader, KeyHeader == "Authorization" ? $"Bearer {key}" : key);
        return request;
    }

    /// <summary>The address of OpenAI's chat completions, or a server like it: with or without <c>/v1</c> at its end.</summary>
    public static Func<string, Uri> OpenAI(string? baseUrl)
    {
        var root = (baseUrl ?? "https://api.openai.com/v1").TrimEnd('/');
        if (new Uri(root).AbsolutePath == "/")
            root += "/v1";
        var endpoint = new Uri(root + "/chat/completions");
        return _ => endpoint;
    }

    /// <summary>The address of an Azure deployment; a base that ends with <c>/v1</c> is Azure's newer form, which names the deployment in the body.</summary>
    public static Func<string, Uri> Azure(string baseUrl, string apiVersion)
    {
        var root = baseUrl.TrimEnd('/');
        return root.EndsWith("/v1", StringComparison.Ordinal)
            ? OpenAI(root)
            : model => new Uri($"{root}/openai/deployments/{Uri.EscapeDataString(model)}/chat/completions?api-version={Uri.EscapeDataString(apiVersion)}");
    }
}
