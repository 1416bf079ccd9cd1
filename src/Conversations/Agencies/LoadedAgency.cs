using GovStack.Conversations.Dispatch;
using GovStack.Conversations.Safety;

namespace GovStack.Conversations.Agencies;

/// <summary>An agency with all that is made from its pack: trained, compiled and indexed once at load, then only read.</summary>
/// <param name="Agency">The pack.</param>
/// <param name="Passages">Its pages.</param>
/// <param name="Dispatcher">Picks the botlet; trained from the pack's example questions.</param>
/// <param name="Crises">Recognises a crisis; made from the pack's phrases and examples.</param>
public sealed record LoadedAgency(Agency Agency, IPassageIndex Passages, IntentDispatcher Dispatcher, CrisisRecognizer Crises)
{
    /// <summary>Trains and compiles what the pack asks for.</summary>
    /// <param name="agency">The pack.</param>
    /// <param name="index">Indexes its pages; called on another thread, since indexing and training take a core each for most of a start.</param>
    /// <param name="titles">What its pages are called: the dispatcher learns from them too.</param>
    public static LoadedAgency Load(Agency agency, Func<IPassageIndex> index, IReadOnlyList<TopicTitle>? titles = null)
    {
        var indexing = Task.Run(index);
        var dispatcher = IntentDispatcher.Train(agency, titles ?? []);
        var crises = new CrisisRecognizer(agency);
        var loaded = new LoadedAgency(agency, indexing.GetAwaiter().GetResult(), dispatcher, crises);
        _ = crises.LearnAsync();   // Last: what people wait for at a start comes first.
        return loaded;
    }
}

/// <summary>The agencies this server speaks for. A running turn keeps the snapshot it began with.</summary>
public interface IAgencyDirectory
{
    /// <summary>Gets the agencies, in the order of their ids; never empty.</summary>
    IReadOnlyList<LoadedAgency> All { get; }

    /// <summary>Raised after a changed pack has taken effect, with its tenant id.</summary>
    event Action<string>? Changed;

    /// <summary>Finds an agency by its tenant id.</summary>
    LoadedAgency? Find(string tenant);

    /// <summary>Finds the agency a host name picks: by name, then "*", or null.</summary>
    LoadedAgency? FindByHost(string host);
}
