using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GovStack.Frontend.Tests.Api;

/// <summary>The hub's JSON protocol on a bare WebSocket: its .NET client is a package of its own, and what counts is what is on the wire.</summary>
public sealed class HubSocket : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _received = new();
    private int _calls;

    public static async Task<HubSocket> OpenAsync(Uri address, string? origin = null)
    {
        var hub = new HubSocket();
        if (origin is not null)
            hub._socket.Options.SetRequestHeader("Origin", origin);
        hub._socket.Options.CollectHttpResponseDetails = true;
        hub._socket.Options.Cookies = new();
        await hub._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/hubs/chat" }.Uri, CancellationToken.None);
        await hub.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", await hub.ReceiveAsync());
        return hub;
    }

    /// <summary>Gets the headers of the handshake's answer.</summary>
    public IReadOnlyDictionary<string, IEnumerable<string>> HandshakeHeaders => _socket.HttpResponseHeaders!;

    /// <summary>Calls a method and waits for its completion.</summary>
    public async Task<JsonNode> InvokeAsync(string method, params object?[] arguments)
    {
        var id = await CallAsync(1, method, arguments);
        while (true)
        {
            var message = await ReceiveMessageAsync();
            if ((string?)message["invocationId"] == id && (int)message["type"]! == 3)
                return message;
        }
    }

    /// <summary>Calls a streaming method and reads its items to the end.</summary>
    public async Task<(IReadOnlyList<JsonNode> Items, string? Error)> StreamAsync(string method, params object?[] arguments)
    {
        var id = await CallAsync(4, method, arguments);
        var items = new List<JsonNode>();
        while (true)
        {
            var message = await ReceiveMessageAsync();
            if ((string?)message["invocationId"] != id)
                continue;
            if ((int)message["type"]! == 3)
                return (items, (string?)message["error"]);
            items.Add(message["item"]!);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> CallAsync(int type, string method, object?[] arguments)
    {
        var invocationId = $"{++_calls}";
        await SendAsync(JsonSerializer.Serialize(new { type, invocationId, target = method, arguments }));
        return invocationId;
    }

    private Task SendAsync(string message)
        => _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task<JsonNode> ReceiveMessageAsync()
    {
        while (true)
        {
            var message = JsonNode.Parse(await ReceiveAsync())!;
            if ((int)message["type"]! == 7)
                throw new InvalidOperationException($"The hub closed: {message}");
            if ((int)message["type"]! != 6)
                return message;
        }
    }

    private async Task<string> ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var all = _received.ToString();
            var end = all.IndexOf(End, StringComparison.Ordinal);
            if (end >= 0)
            {
                _received.Remove(0, end + 1);
                return all[..end];
            }

            var result = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
                throw new InvalidOperationException("The socket was closed.");
            _received.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
        }
    }
}
