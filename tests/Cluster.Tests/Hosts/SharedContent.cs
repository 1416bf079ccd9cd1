using GovStack.Conversations.Agencies;
using GovStack.Knowledge;
using GovStack.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GovStack.Cluster.Tests.Hosts;

/// <summary>The sample agency, loaded once for all silos of all tests: they only read it.</summary>
internal static class SharedContent
{
    private static readonly Lazy<Task<IAgencyDirectory>> Loaded = new(LoadAsync);

    public static Task<IAgencyDirectory> GetAsync() => Loaded.Value;

    private static async Task<IAgencyDirectory> LoadAsync()
    {
        var services = new ServiceCollection().AddLogging().AddKnowledge();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Content:Directory", Path.Combine(Repository.Root, "content", "sample-agency"))]).Build());
        services.AddSingleton<IHostEnvironment>(new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { ContentRootPath = Repository.Root });
        var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        return provider.GetRequiredService<IAgencyDirectory>();
    }
}
