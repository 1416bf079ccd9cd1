using GovStack.Conversations.Agencies;
using GovStack.Conversations.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

public sealed class ProvidersOptionsTests
{
    [Fact]
    public void Configure_KeyInTheEnvironmentAlone_MakesAProvider()
    {
        var provider = Read(("OPENAI_API_KEY", "sk-1")).All["openai"];

        Assert.Equal((ProviderKind.OpenAI, "sk-1", null), (provider.Kind, provider.ApiKey, provider.BaseUrl));
        Assert.Equal("openai/gpt-4.1-mini", ProviderPools.Name("openai", provider, null, "gpt-4.1-mini-2025-04-14"));
    }

    [Fact]
    public void Configure_BaseAddressWithoutAKey_MakesALocalProviderOfOneModel()
    {
        var provider = Read(("OPENAI_BASE_URL", "http://localhost:11434/v1"), ("OPENAI_MODEL", "llama3.2")).All["openai"];

        Assert.Equal(("llama3.2", null), (provider.Model, provider.ApiKey));
        Assert.True(ProviderPools.IsLocal(provider, null));
        Assert.Equal("local/openai/llama3.2", ProviderPools.Name("openai", provider, null, "llama3.2"));
    }

    [Fact]
    public void Configure_AnthropicKey_MakesAProvider()
        => Assert.Equal(ProviderKind.Anthropic, Read(("ANTHROPIC_API_KEY", "sk-2")).All["anthropic"].Kind);

    [Fact]
    public void Configure_Nothing_MakesNone() => Assert.Empty(Read().All);

    [Fact]
    public void Configure_SectionAndEnvironment_SectionCountsAndTheKeyIsAdded()
    {
        var provider = Read(("OPENAI_API_KEY", "sk-1"), ("Providers:openai:BaseUrl", "https://eu.api.openai.com/v1"), ("Providers:openai:Regions:us:BaseUrl", "https://us.api.openai.com/v1"), ("Providers:openai:Headers:x-agency", "sample")).All["openai"];

        Assert.Equal(("sk-1", "https://eu.api.openai.com/v1", "sample"), (provider.ApiKey, provider.BaseUrl, provider.Headers["x-agency"]));
        Assert.Equal("openai/us/gpt-4.1", ProviderPools.Name("openai", provider, "us", "gpt-4.1"));
    }

    [Theory]
    [InlineData("openai", ProviderKind.OpenAI, "https://gateway.example.gov/v1", "generic/openai/m")]
    [InlineData("second", ProviderKind.OpenAI, null, "openai/second/m")]
    [InlineData("second", ProviderKind.Anthropic, null, "anthropic/second/m")]
    [InlineData("azure", ProviderKind.Azure, "https://x.openai.azure.com", "azure/m")]
    [InlineData("vllm", ProviderKind.OpenAI, "http://10.1.2.3:8000", "local/vllm/m")]
    [InlineData("ollama", ProviderKind.OpenAI, "http://ollama:11434", "local/ollama/m")]
    public void Name_AnyProvider_BeginsWithTheProfile(string name, ProviderKind kind, string? baseUrl, string expected)
        => Assert.Equal(expected, ProviderPools.Name(name, new ProviderOptions { Kind = kind, BaseUrl = baseUrl }, null, "m"));

    [Fact]
    public void Name_PoolIsSet_IsThatPool()
        => Assert.Equal("openai/shared", ProviderPools.Name("openai", new ProviderOptions { Kind = ProviderKind.OpenAI, Pool = "openai/shared" }, null, "m"));

    [Fact]
    public void Validate_ManyFaults_NamesThemAllAndNoKey()
    {
        var options = new ProvidersOptions();
        options.All["bad name"] = new ProviderOptions { Kind = ProviderKind.OpenAI, BaseUrl = "ftp://x", ApiKey = "sk secret", MaxConnections = 0 };
        options.All["azure"] = new ProviderOptions { Kind = ProviderKind.Azure, FirstTokenTimeout = TimeSpan.Zero, MaxTokensField = "tokens" };
        options.All["openai"] = new ProviderOptions { Kind = ProviderKind.OpenAI };

        var faults = new ProvidersOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(
            [
                "Providers:bad name: a provider's name is made of a-z, A-Z, 0-9, '-', '_' and '.'.",
                "Providers:bad name:BaseUrl is \"ftp://x\"; it must be an absolute http or https address.",
                "Providers:bad name:ApiKey holds a character that cannot be in a key.",
                "Providers:bad name:MaxConnections is 0; it must be 1 to 100000.",
                "Providers:azure:BaseUrl is missing; Azure has no address of its own.",
                "Providers:azure has no key; set Providers__azure__ApiKey or Providers:azure:ApiKeyFile.",
                "Providers:azure:MaxTokensField is \"tokens\"; it must be max_tokens or max_completion_tokens.",
                "Providers:azure:FirstTokenTimeout is 00:00:00; it must be 00:00:01 to 00:10:00.",
                "Providers:openai has no key; set OPENAI_API_KEY or Providers:openai:ApiKeyFile.",
            ],
            faults);
    }

    [Fact]
    public void Find_RegionOrProviderNotConfigured_IsNull()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(Configuration(("OPENAI_API_KEY", "sk-1"), ("Providers:openai:Regions:eu:BaseUrl", "https://eu.api.openai.com/v1")));
        services.AddProviders().AddProviders();
        using var provider = services.BuildServiceProvider();
        var registry = provider.GetRequiredService<ProviderRegistry>();

        Assert.True(registry.IsConfigured(new ChainTier("openai", null, "gpt-4.1")));
        Assert.True(registry.IsConfigured(new ChainTier("OpenAI", "eu", "gpt-4.1")));
        Assert.False(registry.IsConfigured(new ChainTier("openai", "us", "gpt-4.1")));
        Assert.False(registry.IsConfigured(new ChainTier("anthropic", null, "claude-haiku-4-5")));
        Assert.True(registry.IsConfigured(new ChainTier("extractive", null, null)));
        Assert.Equal(["extractive", "openai"], registry.Names);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build();

    private static ProvidersOptions Read(params (string Key, string Value)[] settings)
    {
        var options = new ProvidersOptions();
        new ProvidersOptionsSetup(Configuration(settings)).Configure(options);
        return options;
    }
}
