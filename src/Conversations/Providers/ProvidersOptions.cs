namespace GovStack.Conversations.Providers;

/// <summary>Every provider by the name chains call it. Bound from the <c>Providers</c> section; see <see cref="ProviderOptions"/>.</summary>
public sealed class ProvidersOptions
{
    /// <summary>Gets the providers.</summary>
    public IDictionary<string, ProviderOptions> All { get; } = new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase);
}
