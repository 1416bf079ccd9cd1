using Xunit;

namespace GovStack.Cluster.Tests.Storage;

/// <summary>The PostgreSQL of this test run, started by the scripts of <c>tools/Cluster</c> and ended with the run.</summary>
internal static class PostgreSqlServer
{
    private static readonly Lazy<Task<Backing>> Started = new(StartAsync);

    /// <summary>Gets the server; skips the test where PostgreSQL is neither installed nor to be installed.</summary>
    public static async Task<Backing> GetAsync()
    {
        try
        {
            return await Started.Value;
        }
        catch (InvalidOperationException missing) when (!Directory.Exists("/usr/lib/postgresql"))
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }

    private static async Task<Backing> StartAsync()
    {
        var machine = new Machine(TextWriter.Null);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => machine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var backing = new Backing(machine);
        await backing.InstallAsync();
        await backing.StartAsync();
        return backing;
    }
}
