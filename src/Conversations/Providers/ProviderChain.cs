namespace GovStack.Conversations.Providers;

/// <summary>Runs a question through an ordered chain of providers: every call holds a grant, falls over before the first token only, and tells what it does.</summary>
public sealed class ProviderChain
{
    /// <summary>Answers a question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Stops the call and settles its tokens.</param>
    public IAsyncEnumerable<ChainUpdate> RunAsync(ChainRequest request, CancellationToken cancellationToken)
        => throw new NotImplementedException($"{request.Botlet}: the chain is not built yet.");
}
