using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Packs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Knowledge.Content;

/// <summary>
/// The agencies of one folder: one content pack, or one pack per folder in it. Loads them before the host starts, or fails that start with every
/// fault; then takes changed files up within two seconds. A broken change is logged and refused, and the pack that runs stays.
/// </summary>
public sealed partial class ContentDirectory : IAgencyDirectory, IHostedLifecycleService, IDisposable
{
    private readonly ContentOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<ContentDirectory> _logger;
    private readonly PackShelf _shelf;
    private readonly Lock _reading = new();
    private volatile DirectorySnapshot? _snapshot;
    private IReadOnlyList<PackFault> _toldFaults = [];
    private PackWatch? _watch;

    /// <summary>Makes the directory; it loads at the host's start, or when it is first asked.</summary>
    public ContentDirectory(IOptions<ContentOptions> options, ContentPackReader reader, TimeProvider clock, ILogger<ContentDirectory> logger)
    {
        (_options, _clock, _logger) = (options.Value, clock, logger);
        _shelf = new PackShelf(Path.GetFullPath(_options.Directory), reader);
    }

    /// <inheritdoc/>
    public event Action<string>? Changed;

    /// <inheritdoc/>
    /// <exception cref="ContentPackException">The packs were not yet loaded and have faults.</exception>
    public IReadOnlyList<LoadedAgency> All => Snapshot.All;

    private DirectorySnapshot Snapshot => _snapshot ?? LoadFirst();

    /// <inheritdoc/>
    public LoadedAgency? Find(string tenant) => Snapshot.Find(tenant);

    /// <inheritdoc/>
    public LoadedAgency? FindByHost(string host) => Snapshot.FindByHost(host);

    /// <summary>Loads the packs before any other part of the host starts, and begins to watch their files.</summary>
    /// <exception cref="ContentPackException">A pack has faults.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var loaded in Snapshot.All)
            LogLoaded(loaded.Agency.Id, loaded.Agency.Version, loaded.Agency.Languages.Count, loaded.Agency.Botlets.Count);
        _watch ??= new PackWatch(Path.GetFullPath(_options.Directory), _options.PollInterval, Refresh, _clock);
        return Task.CompletedTask;
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Stops watching. The loaded agencies stay usable.</summary>
    public void Dispose() => Interlocked.Exchange(ref _watch, null)?.Dispose();

    private DirectorySnapshot LoadFirst()
    {
        lock (_reading)
        {
            if (_snapshot is { } loaded)
                return loaded;
            var reading = _shelf.Read([]);
            if (reading.Faults.Count > 0)
                throw new ContentPackException(reading.Faults);
            return _snapshot = new DirectorySnapshot(reading.Packs);
        }
    }

    /// <summary>Looks for changes and takes up what is sound. Never throws: it runs on a timer.</summary>
    private void Refresh()
    {
        // Where a refresh is running, the next poll sees whatever changed after that one looked.
        if (!_reading.TryEnter())
            return;
        IReadOnlyList<string> changed = [];
        try
        {
            if (_snapshot is { } running)
                changed = TakeUp(running);
        }
        catch (Exception exception)
        {
            LogRefreshFailed(exception);
        }
        finally
        {
            _reading.Exit();
        }

        foreach (var tenant in changed)
            Tell(tenant);
    }

    private IReadOnlyList<string> TakeUp(DirectorySnapshot running)
    {
        var reading = _shelf.Read(running.Packs);
        if (reading.Faults.Count > 0 && !reading.Faults.SequenceEqual(_toldFaults))
        {
            foreach (var fault in reading.Faults)
                LogFault(fault.File, fault.Line, fault.Reason);
            LogRefused(reading.Faults.Count);
        }

        _toldFaults = reading.Faults;
        if (reading.Packs.SequenceEqual(running.Packs))
            return [];
        var next = new DirectorySnapshot(reading.Packs);
        _snapshot = next;
        var changed = next.ChangedSince(running);
        foreach (var agency in changed.Select(next.Find).OfType<LoadedAgency>().Select(loaded => loaded.Agency))
            LogLoaded(agency.Id, agency.Version, agency.Languages.Count, agency.Botlets.Count);
        return changed;
    }

    private void Tell(string tenant)
    {
        try
        {
            Changed?.Invoke(tenant);
        }
        catch (Exception exception)
        {
            LogRefreshFailed(exception);   // One listener's fault must not end the watching.
        }
    }
}
