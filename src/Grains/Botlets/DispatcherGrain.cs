using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using GovStack.Grains.Interfaces;
using Orleans.Concurrency;

namespace GovStack.Grains.Botlets;

/// <summary>Hosts an agency's dispatcher: workers on every server, so that a call never leaves it.</summary>
[StatelessWorker(Workers.Most), Reentrant]
internal sealed class DispatcherGrain(IAgencyDirectory agencies) : Grain, IDispatcherGrain
{
    /// <inheritdoc/>
    public Task<Wire<DispatchDecision>> DispatchAsync(Wire<DispatchQuestion> question)
    {
        var tenant = this.GetPrimaryKeyString();
        var agency = agencies.Find(tenant) ?? throw new InvalidOperationException($"The agency {tenant} is gone.");
        return Task.FromResult(Wire.Of(agency.Dispatcher.Dispatch(question.Value.Question, question.Value.Language, question.Value.Context)));
    }
}

/// <summary>How many workers a stateless grain may have on a server.</summary>
internal static class Workers
{
    /// <summary>
    /// Far above the number of cores. The default, one a core and one call at a time, would be the wall this product is there to remove: as soon as a call
    /// awaits anything, no more questions than cores would be prepared at once.
    /// </summary>
    public const int Most = 1_024;
}
