using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Providers;

/// <summary>Names every fault of every provider at once. A key is never part of a message.</summary>
internal sealed partial class ProvidersOptionsValidator : IValidateOptions<ProvidersOptions>
{
    public ValidateOptionsResult Validate(string? name, ProvidersOptions options)
    {
        var faults = new List<string>();
        foreach (var (provider, settings) in options.All)
            Check(provider, settings, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string name, ProviderOptions provider, List<string> faults)
    {
        var path = $"Providers:{name}";
        if (!Name().IsMatch(name))
            faults.Add($"{path}: a provider's name is made of a-z, A-Z, 0-9, '-', '_' and '.'.");
        if (provider.Kind == ProviderKind.Extractive)
            return;

        CheckAddress(provider.BaseUrl, $"{path}:BaseUrl", faults);
        if (provider.Kind == ProviderKind.Azure && string.IsNullOrWhiteSpace(provider.BaseUrl) && provider.Regions.Values.Any(region => string.IsNullOrWhiteSpace(region.BaseUrl)))
            faults.Add($"{path}:BaseUrl is missing; Azure has no address of its own, and a region leaves it out.");
        else if (provider.Kind == ProviderKind.Azure && string.IsNullOrWhiteSpace(provider.BaseUrl) && provider.Regions.Count == 0)
            faults.Add($"{path}:BaseUrl is missing; Azure has no address of its own.");
        CheckKey(provider.ApiKey, provider.ApiKeyFile, path, faults);
        foreach (var (region, settings) in provider.Regions)
        {
            CheckAddress(settings.BaseUrl, $"{path}:Regions:{region}:BaseUrl", faults);
            CheckKey(settings.ApiKey, settings.ApiKeyFile, $"{path}:Regions:{region}", faults);
        }

        if (NeedsKey(provider) && !HasKey(provider))
            faults.Add($"{path} has no key; set {Variable(name, provider)} or {path}:ApiKeyFile.");
        foreach (var header in provider.Headers)
        {
            if (!HeaderName().IsMatch(header.Key) || header.Value.AsSpan().ContainsAny('\r', '\n'))
                faults.Add($"{path}:Headers:{header.Key} is not a header.");
        }

        if (provider.MaxTokensField is not (null or "max_tokens" or "max_completion_tokens"))
            faults.Add($"{path}:MaxTokensField is \"{provider.MaxTokensField}\"; it must be max_tokens or max_completion_tokens.");
        if (provider.Thinking is not ("adaptive" or "extended"))
            faults.Add($"{path}:Thinking is \"{provider.Thinking}\"; it must be adaptive or extended.");
        if (provider.MaxConnections is < 1 or > 100_000)
            faults.Add($"{path}:MaxConnections is {provider.MaxConnections}; it must be 1 to 100000.");
        CheckTimes(provider, path, faults);
    }

    private static void CheckTimes(ProviderOptions provider, string path, List<string> faults)
    {
        Within(provider.ConnectTimeout, 0.1, 60, "ConnectTimeout");
        Within(provider.FirstTokenTimeout, 1, 600, "FirstTokenTimeout");
        Within(provider.GapTimeout, 1, 600, "GapTimeout");
        Within(provider.ServiceTime, 0.1, 600, "ServiceTime");
        Within(provider.CircuitBreak, 0.5, 600, "CircuitBreak");
        if (provider.ProbeEvery != TimeSpan.Zero)
            Within(provider.ProbeEvery, 10, 86_400, "ProbeEvery");

        void Within(TimeSpan value, double least, double most, string property)
        {
            if (value < TimeSpan.FromSeconds(least) || value > TimeSpan.FromSeconds(most))
                faults.Add(FormattableString.Invariant($"{path}:{property} is {value}; it must be {TimeSpan.FromSeconds(least)} to {TimeSpan.FromSeconds(most)}."));
        }
    }

    private static void CheckAddress(string? address, string path, List<string> faults)
    {
        if (!string.IsNullOrWhiteSpace(address) && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            faults.Add($"{path} is \"{address}\"; it must be an absolute http or https address.");
    }

    private static void CheckKey(string? key, string? file, string path, List<string> faults)
    {
        if (key is not null && file is not null)
            faults.Add($"{path} has both ApiKey and ApiKeyFile; keep one.");
        if (key is not null && key.Any(c => c is < '!' or > '~'))
            faults.Add($"{path}:ApiKey holds a character that cannot be in a key.");
        if (file is not null && !File.Exists(file))
            faults.Add($"{path}:ApiKeyFile is \"{file}\", which does not exist.");
    }

    // A server the agency runs may ask for no key; the vendors always do.
    private static bool NeedsKey(ProviderOptions provider) => provider.Kind switch
    {
        ProviderKind.OpenAI => string.IsNullOrWhiteSpace(provider.BaseUrl),
        ProviderKind.Anthropic => string.IsNullOrWhiteSpace(provider.BaseUrl),
        _ => true,
    };

    private static bool HasKey(ProviderOptions provider)
        => provider.ApiKey is not null || provider.ApiKeyFile is not null
            || (provider.Regions.Count > 0 && provider.Regions.Values.All(region => region.ApiKey is not null || region.ApiKeyFile is not null));

    private static string Variable(string name, ProviderOptions provider) => (name, provider.Kind) switch
    {
        ("openai", ProviderKind.OpenAI) => "OPENAI_API_KEY",
        ("anthropic", ProviderKind.Anthropic) => "ANTHROPIC_API_KEY",
        _ => $"Providers__{name}__ApiKey",
    };

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    private static partial Regex HeaderName();
}
