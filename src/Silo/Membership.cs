using System.Net;
using GovStack.Grains.Storage;
using Orleans.Configuration;

namespace GovStack.Silo;

/// <summary>Who is in the cluster, how they find each other, and how soon a dead one is missed.</summary>
internal static class Membership
{
    /// <summary>Applies the settings to a silo.</summary>
    public static void UseMembership(this ISiloBuilder silo, ClusterSettings settings, ClusterDatabase database, IConfiguration configuration)
    {
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId));
        silo.Configure<EndpointOptions>(options =>
        {
            options.SiloPort = settings.SiloPort;
            options.GatewayPort = settings.GatewayPort;
            if (settings.AdvertisedAddress.Length > 0)
                options.AdvertisedIPAddress = IPAddress.Parse(settings.AdvertisedAddress);
        });
        silo.Configure<ClusterMembershipOptions>(DetectFailures);
        switch (settings.Membership)
        {
            case MembershipKind.Redis:
                silo.UseRedisClustering(configuration.GetConnectionString("Redis")!);
                break;
            case MembershipKind.PostgreSql:
                silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (database.Invariant, database.ConnectionString));
                break;
            default:
                silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: settings.ServiceId, clusterId: settings.ClusterId);
                break;
        }
    }

    /// <summary>Applies the settings to a front end of its own, which finds the silos' gateways where they write themselves down.</summary>
    public static void UseMembership(this IClientBuilder client, ClusterSettings settings, ClusterDatabase database, IConfiguration configuration)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));   // A new silo is used soon, a dead one is left at once.
        switch (settings.Membership)
        {
            case MembershipKind.Redis:
                client.UseRedisClustering(configuration.GetConnectionString("Redis")!);
                break;
            case MembershipKind.PostgreSql:
                client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (database.Invariant, database.ConnectionString));
                break;
            default:
                client.UseLocalhostClustering(settings.GatewayPort, settings.ServiceId, settings.ClusterId);
                break;
        }
    }

    /// <summary>
    /// A killed server is out after three probes of two seconds that two others miss: six to eight seconds. Its pools' leases run out six seconds after that at
    /// the latest, and a ledger that starts in debt grants after two more: under 20 of the 30 seconds the product allows itself. Shorter probes would put out a
    /// server that only collects garbage; one vote would let a server with a broken network card put out everybody else. See docs/decisions/0050.
    /// </summary>
    private static void DetectFailures(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.MinProbeTimeout = options.ProbeTimeout;
        // Left alone it is four times the probe: a server that hangs with its connections open would be missed after 24 seconds only.
        options.MaxProbeTimeout = TimeSpan.FromSeconds(2.5);
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(10);         // Where gossip was lost, the table says it.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);  // A cluster that died whole starts again without waiting for its ghosts.
        options.DefunctSiloExpiration = TimeSpan.FromHours(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }
}
