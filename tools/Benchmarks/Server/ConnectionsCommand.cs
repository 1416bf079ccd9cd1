using System.CommandLine;
using System.Net.WebSockets;
using System.Text;

namespace GovStack.Benchmarks.Server;

/// <summary>Measures what open, idle pages cost.</summary>
internal static class ConnectionsCommand
{
    private const int OpenedAtOnce = 64;
    private static readonly byte[] _handshake = Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e");

    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "How many connections.", DefaultValueFactory = _ => 10_000 };
        var storage = ServerBenchmark.StorageOption();
        var pack = BenchmarkData.PackOption();
        var command = new Command("connections", "Memory of the server's process for each idle connection of the hub: resident, after garbage collection, with them less without.") { count, storage, pack };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await MeasuredServer.StartAsync(parsed.GetRequiredValue(storage), parsed.GetRequiredValue(pack), null, cancellationToken);
            var wanted = parsed.GetRequiredValue(count);

            // The first thousand also pay for code that is compiled and pools that are made once.
            await CloseAsync(await OpenAsync(server.Address, Math.Min(1_000, wanted), cancellationToken));
            var without = server.ReadMemoryAfterCollection();
            var sockets = await OpenAsync(server.Address, wanted, cancellationToken);
            var with = server.ReadMemoryAfterCollection();
            var open = sockets.Count(socket => socket.State == WebSocketState.Open);
            ServerBenchmark.Write($"{open} connections open: {with / 1e6:F0} MB, without them {without / 1e6:F0} MB, {(with - without) / 1024.0 / open:F1} KB each");
            await CloseAsync(sockets);
        });
        return command;
    }

    private static async Task<List<ClientWebSocket>> OpenAsync(Uri server, int count, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(server) { Scheme = "ws", Path = "hubs/chat" }.Uri;
        var sockets = new List<ClientWebSocket>();
        foreach (var some in Enumerable.Range(0, count).Chunk(OpenedAtOnce))
            sockets.AddRange(await Task.WhenAll(some.Select(_ => OpenOneAsync())));
        return sockets;

        async Task<ClientWebSocket> OpenOneAsync()
        {
            var socket = new ClientWebSocket();
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket.ConnectAsync(address, cancellationToken);
            await socket.SendAsync(_handshake, WebSocketMessageType.Text, true, cancellationToken);
            var answer = await socket.ReceiveAsync(new ArraySegment<byte>(new byte[256]), cancellationToken);
            return answer.Count > 0 ? socket : throw new InvalidOperationException("The hub did not answer the handshake.");
        }
    }

    private static async Task CloseAsync(List<ClientWebSocket> sockets)
    {
        foreach (var some in sockets.Chunk(OpenedAtOnce))
        {
            await Task.WhenAll(some.Select(socket => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)));
            foreach (var socket in some)
                socket.Dispose();
        }
    }
}
