using System.Net.Sockets;
using System.Text;
using GovStack.TestKit.Hosts;

namespace GovStack.Frontend.Tests.Api;

/// <summary>A host that lets few connections in and does not wait long for them.</summary>
public sealed class NarrowHost : IAsyncLifetime
{
    public const int MaxConnections = 8;

    public StandaloneHostFixture Host { get; } = new("--Limits:MaxConnections", $"{MaxConnections}", "--Limits:HeadersTimeout", "00:00:01");

    public async ValueTask InitializeAsync() => await Host.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class ConnectionLimitTests(NarrowHost narrow) : IClassFixture<NarrowHost>
{
    [Fact]
    public async Task Connect_MoreThanMayBeOpen_ClosesTheNewOnesAndServesTheOld()
    {
        var sockets = new List<TcpClient>();
        try
        {
            for (var opened = 0; opened < NarrowHost.MaxConnections; opened++)
            {
                var socket = await OpenAsync();
                sockets.Add(socket);
                await SendAsync(socket, "GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Assert.StartsWith("HTTP/1.1 200", await ReadLineAsync(socket), StringComparison.Ordinal);
            }

            using var beyond = await OpenAsync();
            await SendAsync(beyond, "GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Null(await ReadLineAsync(beyond));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Connect_HeadersThatNeverEnd_AreCutOff()
    {
        using var socket = await OpenAsync();

        await SendAsync(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

        Assert.StartsWith("HTTP/1.1 408", await ReadLineAsync(socket), StringComparison.Ordinal);
    }

    // Kestrel gives every body five seconds of grace on a clock of its own.
    [Fact]
    [Trait("Category", "Long")]
    public async Task Connect_BodyThatNeverComes_IsCutOff()
    {
        using var socket = await OpenAsync();

        await SendAsync(socket, "POST /api/quick HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"text\":");

        Assert.StartsWith("HTTP/1.1 408", await ReadLineAsync(socket), StringComparison.Ordinal);
    }

    private async Task<TcpClient> OpenAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(narrow.Host.Address.Host, narrow.Host.Address.Port);
        return socket;
    }

    private static Task SendAsync(TcpClient socket, string text) => socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    private static async Task<string?> ReadLineAsync(TcpClient socket)
    {
        try
        {
            using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII, leaveOpen: true);
            return await reader.ReadLineAsync();
        }
        catch (IOException)
        {
            return null;   // Reset: closed as well.
        }
    }
}
