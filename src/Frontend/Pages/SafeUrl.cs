namespace GovStack.Frontend.Pages;

/// <summary>The addresses an answer may link to.</summary>
internal static class SafeUrl
{
    /// <summary>Finds an address worth linking: absolute, http or https, without a user name (which hides the true host).</summary>
    public static Uri? Find(string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri)
           && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
           && uri.UserInfo.Length == 0
           && uri.Host.Length > 0
            ? uri
            : null;

    /// <summary>Says whether a link's text looks like an address of another host than the one it leads to.</summary>
    public static bool IsDisguised(string label, Uri target)
    {
        var text = label.Trim();
        if (text.Length == 0 || text.Any(char.IsWhiteSpace) || !text.Contains('.', StringComparison.Ordinal))
            return false;
        var asAddress = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(asAddress, UriKind.Absolute, out var shown)
               && !string.Equals(WithoutWww(shown.Host), WithoutWww(target.Host), StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutWww(string host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
}
