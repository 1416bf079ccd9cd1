using System.Net;

namespace GovStack.Conversations.Providers;

/// <summary>Marks each request with its reservation and keeps the status and headers of the answer for the settlement.</summary>
/// <param name="inner">The connections.</param>
/// <param name="replaceKey">For a vendor's client that reads its key once: sets the key of each request, so that a replaced key file takes effect.</param>
internal sealed class ProviderCallHandler(HttpMessageHandler inner, Action<HttpRequestMessage>? replaceKey = null) : DelegatingHandler(inner)
{
    /// <summary>Tells the provider's logs, and the simulator, which of our reservations a request belongs to.</summary>
    public const string ReservationHeader = "x-govstack-reservation";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // HTTP/2 where TLS offers it; plain HTTP stays at 1.1.
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        replaceKey?.Invoke(request);
        if (ProviderCall.Current is not { } call)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        request.Headers.TryAddWithoutValidation(ReservationHeader, Printable(call.Reservation));
        if (call.Sending is { } sending && request.Content is { } content)
            request.Content = new SendingContent(content, sending);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        call.Status = response.StatusCode;
        call.Headers = Copy(response);
        return response;
    }

    private static Dictionary<string, string> Copy(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            headers[name] = values.ToString();
        return headers;
    }

    private static string Printable(string reservation)
        => reservation.All(c => c is > ' ' and <= '~') ? reservation : string.Concat(reservation.Select(c => c is > ' ' and <= '~' ? c : '_'));
}
