using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GovStack.Standalone.Tests.Server;

/// <summary>The standalone host inside the test's process, on a free port.</summary>
internal sealed class WebApplicationHolder(string dataDirectory) : IAsyncDisposable
{
    private readonly WebApplication _app = StandaloneHost.Build(
        ["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None", $"--Storage:Directory={dataDirectory}", $"--Content:Directory={Repository.SampleAgency}"]);

    public Task StartAsync() => _app.StartAsync();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
