namespace GovStack.Conversations.Providers;

/// <summary>What speaks at the other end.</summary>
public enum ProviderKind
{
    /// <summary>OpenAI, or any server with its chat completions: Ollama, vLLM, a gateway.</summary>
    OpenAI,

    /// <summary>Anthropic's messages.</summary>
    Anthropic,

    /// <summary>Azure OpenAI: a tier's model is the deployment.</summary>
    Azure,

    /// <summary>The agency's own pages; nothing is sent anywhere.</summary>
    Extractive,
}

/// <summary>One provider. Bound from <c>Providers:{name}</c>; the name is what chains call it.</summary>
public sealed class ProviderOptions
{
    /// <summary>Gets or sets what speaks at the other end.</summary>
    /// <value><c>openai</c> (the default), <c>anthropic</c>, <c>azure</c> or <c>extractive</c>. Where it is left out, a provider named after a kind is of that kind.</value>
    public ProviderKind? Kind { get; set; }

    /// <summary>Gets or sets where requests go: http or https, for Azure the resource's address.</summary>
    /// <value>By default the vendor's own. Azure has none.</value>
    public string? BaseUrl { get; set; }

    /// <summary>Gets or sets the key. Set it by the environment: <c>Providers__openai__ApiKey</c>, or the vendor's own variable.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets a file that holds the key, as secrets are mounted; read again when it changes.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Gets the regions by name, each with its own address. A chain's tier names one of them.</summary>
    public IDictionary<string, RegionOptions> Regions { get; } = new Dictionary<string, RegionOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets the organisation that is billed (OpenAI).</summary>
    public string? Organization { get; set; }

    /// <summary>Gets or sets the project that is billed (OpenAI).</summary>
    public string? Project { get; set; }

    /// <summary>Gets or sets Azure's API version.</summary>
    /// <value>The default is <c>2024-10-21</c>.</value>
    public string ApiVersion { get; set; } = "2024-10-21";

    /// <summary>Gets further headers sent with each request.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets one model asked for whatever a chain names: for servers that have one of their own.</summary>
    /// <value>By default the tier's.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets the quota pool of all its calls.</summary>
    /// <value>By default one per region and model family: <c>openai/gpt-4.1-mini</c>, <c>local/ollama/llama3.2</c>.</value>
    public string? Pool { get; set; }

    /// <summary>Gets or sets whether the fixed part of the prompt is marked for the provider's cache, where that needs a mark (Anthropic).</summary>
    /// <value>On by default.</value>
    public bool PromptCache { get; set; } = true;

    /// <summary>Gets or sets whether a streaming request asks for token counts.</summary>
    /// <value>On by default; off for servers that refuse <c>stream_options</c>.</value>
    public bool StreamUsage { get; set; } = true;

    /// <summary>Gets or sets the name of the field that bounds the answer: <c>max_completion_tokens</c> or <c>max_tokens</c>.</summary>
    /// <value>By default the first for OpenAI and Azure, the second for every other server.</value>
    public string? MaxTokensField { get; set; }

    /// <summary>Gets or sets how a model of Anthropic is asked to think: <c>adaptive</c> for current models, <c>extended</c> for those that take a budget.</summary>
    /// <value>The default is <c>extended</c>.</value>
    public string Thinking { get; set; } = "extended";

    /// <summary>Gets or sets how many connections may be open at once.</summary>
    /// <value>1 to 100,000. The default is 10,000: the quota is the limit, not a pool of connections.</value>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Gets or sets how long a connection may take to open.</summary>
    /// <value>100 ms to 1 minute. The default is 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long the first token may take while fewer than 20 have been measured; from then on it is max(5 s, 2 × P99).</summary>
    /// <value>1 second to 10 minutes. The default is 30 seconds.</value>
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a stream may pause while fewer than 50 gaps have been measured; from then on it is max(5 s, 20 × median).</summary>
    /// <value>1 second to 10 minutes. The default is 15 seconds.</value>
    public TimeSpan GapTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long a whole answer takes while fewer than 5 have been measured.</summary>
    /// <value>100 ms to 10 minutes. The default is 4 seconds.</value>
    public TimeSpan ServiceTime { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Gets or sets how long an open circuit keeps calls away before one is let through to see.</summary>
    /// <value>500 ms to 10 minutes. The default is 5 seconds: the one call that looks costs little, and everybody waits for it once the provider is back.</value>
    public TimeSpan CircuitBreak { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how often a deployment nobody used is probed.</summary>
    /// <value>Zero for never; otherwise 10 seconds to 1 day. The default is 5 minutes.</value>
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>One region of a provider.</summary>
public sealed class RegionOptions
{
    /// <summary>Gets or sets where its requests go.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Gets or sets its own key, where it has one. By default the provider's.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets a file that holds its own key.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Gets or sets the quota pool of its calls.</summary>
    public string? Pool { get; set; }
}
