using Orleans.CodeGeneration;

namespace GovStack.Grains.Interfaces;

/// <summary>What one server must do for all, woken by reminders: run unfinished questions again, delete what has been kept long enough. One, named "cluster".</summary>
[Alias("govstack.housekeeping"), Version(1)]
public interface IHousekeepingGrain : IGrainWithStringKey
{
    /// <summary>The one name.</summary>
    const string Name = "cluster";

    /// <summary>Sets the reminders where they are not set, and looks for unfinished questions now.</summary>
    [Alias("begin")]
    Task BeginAsync();

    /// <summary>Brings the grain to life where its server has died; otherwise nothing. A reminder would do that only once a minute.</summary>
    [Alias("wake")]
    Task WakeAsync();
}
