using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Staff;

/// <summary>Who works here. Bound from the <c>Staff</c> section.</summary>
public sealed class StaffOptions
{
    /// <summary>Gets or sets the secret file of named accounts; read again when it changes.</summary>
    /// <value>A path. The default is empty: there are no accounts, and what is for staff is open on this machine only.</value>
    public string File { get; set; } = "";

    /// <summary>Gets or sets how long a sign-in lasts.</summary>
    /// <value>5 minutes to 1 day. The default is 8 hours.</value>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Gets or sets the authentication scheme that tells who is staff.</summary>
    /// <value>The default is <c>Staff</c>: the signed cookie that the sign-in form and an OpenID Connect issuer (<see cref="StaffOidcOptions"/>) lead to.</value>
    public string Scheme { get; set; } = StaffSchemes.Session;
}

/// <summary>The names of authentication schemes.</summary>
public static class StaffSchemes
{
    /// <summary>The signed cookie of the sign-in form.</summary>
    public const string Session = "Staff";
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class StaffOptionsValidator : IValidateOptions<StaffOptions>;
