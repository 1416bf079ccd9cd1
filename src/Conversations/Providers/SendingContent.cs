using System.Net;

namespace GovStack.Conversations.Providers;

/// <summary>
/// A request's body that says when it begins to go out. Waiting for a connection, for a thread or for the machine is over then: charges and time-outs count from
/// there, or a busy minute of ours would pass for a slow provider.
/// </summary>
internal sealed class SendingContent : HttpContent
{
    private readonly HttpContent _inner;
    private Func<ValueTask>? _sending;

    /// <summary>Wraps a body.</summary>
    /// <param name="inner">The body; owned.</param>
    /// <param name="sending">Called once, before the first byte.</param>
    public SendingContent(HttpContent inner, Func<ValueTask> sending)
    {
        (_inner, _sending) = (inner, sending);
        foreach (var (name, values) in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _sending, null) is { } sending)
            await sending().ConfigureAwait(false);
        await _inner.CopyToAsync(stream, context, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
