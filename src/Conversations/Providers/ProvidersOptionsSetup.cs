using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Providers;

/// <summary>
/// Reads the <c>Providers</c> section, and the vendors' own variables: with OPENAI_API_KEY or ANTHROPIC_API_KEY alone (or OPENAI_BASE_URL, for a server that
/// asks for no key) a provider exists without further settings.
/// </summary>
internal sealed class ProvidersOptionsSetup(IConfiguration configuration) : IConfigureOptions<ProvidersOptions>
{
    public void Configure(ProvidersOptions options)
    {
        foreach (var section in configuration.GetSection("Providers").GetChildren())
        {
            var provider = new ProviderOptions();
            section.Bind(provider);
            options.All[section.Key] = provider;
        }

        Vendor(options, "openai", ProviderKind.OpenAI, "OPENAI");
        Vendor(options, "anthropic", ProviderKind.Anthropic, "ANTHROPIC");
        foreach (var (name, provider) in options.All)
            provider.Kind ??= Enum.TryParse<ProviderKind>(name, ignoreCase: true, out var kind) ? kind : ProviderKind.OpenAI;
    }

    private void Vendor(ProvidersOptions options, string name, ProviderKind kind, string prefix)
    {
        var key = Read($"{prefix}_API_KEY");
        var address = Read($"{prefix}_BASE_URL");
        if (!options.All.TryGetValue(name, out var provider))
        {
            if (key is null && address is null)
                return;
            options.All[name] = provider = new ProviderOptions { Kind = kind };
        }

        if (provider.Kind is { } other && other != kind)
            return;   // The name was given to something else.
        if (string.IsNullOrEmpty(provider.ApiKeyFile))
            provider.ApiKey ??= key;
        provider.BaseUrl ??= address;
        provider.Model ??= Read($"{prefix}_MODEL");
        if (kind == ProviderKind.OpenAI)
        {
            provider.Organization ??= Read("OPENAI_ORG_ID");
            provider.Project ??= Read("OPENAI_PROJECT_ID");
        }
    }

    private string? Read(string variable) => configuration[variable] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
