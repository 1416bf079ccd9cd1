using System.Net;

namespace GovStack.Conversations.Providers;

/// <summary>
/// One call as the wire saw it: filled by <see cref="ProviderCallHandler"/>, and by adapters that know more, while the call runs. Ambient, because no model
/// client passes headers through; it follows the asynchronous flow of the one call that set it.
/// </summary>
internal sealed class ProviderCall(string reservation)
{
    private static readonly AsyncLocal<ProviderCall?> Ambient = new();
    private static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>Gets or sets the call of this asynchronous flow, or null outside of one.</summary>
    public static ProviderCall? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Gets the reservation it is sent under.</summary>
    public string Reservation { get; } = reservation;

    /// <summary>Gets or sets what is called when the request begins to go out, on a connection that is ready: until then the provider knows nothing of it.</summary>
    public Func<ValueTask>? Sending { get; set; }

    /// <summary>Gets or sets the status the provider answered with, or null where it has not.</summary>
    public HttpStatusCode? Status { get; set; }

    /// <summary>Gets or sets the header lines of the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = NoHeaders;

    /// <summary>Gets or sets the provider's own code for a fault, for example "insufficient_quota".</summary>
    public string? ErrorCode { get; set; }
}
