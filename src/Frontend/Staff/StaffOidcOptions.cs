using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Staff;

/// <summary>Who vouches for staff. Bound from the <c>Staff:Oidc</c> section; where <see cref="Authority"/> is set, it takes the place of the sign-in form.</summary>
public sealed class StaffOidcOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Staff:Oidc";

    /// <summary>Gets or sets the issuer, whose <c>/.well-known/openid-configuration</c> says the rest.</summary>
    /// <value>An https address; http only on this machine. The default is empty: staff have named accounts.</value>
    public string Authority { get; set; } = "";

    /// <summary>Gets or sets the name this server has at the issuer.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Gets or sets the file of the client's secret.</summary>
    /// <value>A path. The default is empty: a public client, which proves itself by PKCE alone.</value>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>Gets or sets the claim that holds the name, as it will stand in the audit.</summary>
    /// <value>The default is <c>preferred_username</c>.</value>
    [Required]
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>Gets or sets the claim that holds roles or groups: one value or several.</summary>
    /// <value>The default is <c>roles</c>.</value>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Gets or sets which values of <see cref="RoleClaim"/> make somebody a viewer, an operator or an auditor.</summary>
    /// <value>By role. The default is empty: the values are the roles' own names. Whoever has none of them is refused.</value>
    public Dictionary<StaffRole, string[]> Roles { get; set; } = [];

    /// <summary>Gets or sets what is asked for beside <c>openid</c> and <c>profile</c>.</summary>
    public string[] Scopes { get; set; } = [];

    /// <summary>The roles that values of the role claim give.</summary>
    internal IEnumerable<StaffRole> RolesOf(IReadOnlyCollection<string> values)
        => Enum.GetValues<StaffRole>().Where(role => Roles.Count == 0
            ? values.Contains(role.ToString(), StringComparer.OrdinalIgnoreCase)
            : Roles.TryGetValue(role, out var named) && named.Any(values.Contains));
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class StaffOidcOptionsValidator : IValidateOptions<StaffOidcOptions>;

/// <summary>What two settings must have together.</summary>
internal sealed class StaffOidcRules : IValidateOptions<StaffOidcOptions>
{
    public ValidateOptionsResult Validate(string? name, StaffOidcOptions options)
    {
        if (options.Authority.Length == 0)
            return ValidateOptionsResult.Skip;
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || (authority.Scheme != Uri.UriSchemeHttps && !authority.IsLoopback))
            return ValidateOptionsResult.Fail("Staff:Oidc:Authority must be an https address.");
        if (options.ClientId.Length == 0)
            return ValidateOptionsResult.Fail("Staff:Oidc:ClientId must be set where Staff:Oidc:Authority is.");
        return options.ClientSecretFile.Length > 0 && !File.Exists(options.ClientSecretFile)
            ? ValidateOptionsResult.Fail($"Staff:Oidc:ClientSecretFile: there is no file {options.ClientSecretFile}.")
            : ValidateOptionsResult.Success;
    }
}
