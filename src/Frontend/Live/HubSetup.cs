using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Live;

/// <summary>The hub's settings: few and small buffers, since most connections are idle most of the time.</summary>
internal static class HubSetup
{
    public const string Path = "/hubs/chat";

    private const int BufferBytes = 16 * 1024;

    public static void AddChatHub(this IServiceCollection services)
    {
        services.AddSignalR(options =>
            {
                options.KeepAliveInterval = TimeSpan.FromSeconds(15);
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(60);
                options.MaximumParallelInvocationsPerClient = 4;   // Stop must not wait behind Ask.
                options.StreamBufferCapacity = 4;
                options.StatefulReconnectBufferSize = 0;
                options.EnableDetailedErrors = false;
                options.AddFilter<HubFaults>();
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions = new(ApiJson.Options));
        services.AddSingleton<IConfigureOptions<HubOptions>>(provider => new ConfigureNamedOptions<HubOptions>(
            Options.DefaultName,
            options => options.MaximumReceiveMessageSize = provider.GetRequiredService<IOptions<LimitsOptions>>().Value.MaxBodyBytes));
        services.AddSingleton<HubFaults>();
    }

    public static void MapChatHub(this IEndpointRouteBuilder app)
        => app.MapHub<ChatHub>(Path, options =>
            {
                // Where WebSockets are blocked the page reads our own event stream, which needs no sticky sessions.
                options.Transports = HttpTransportType.WebSockets;
                options.ApplicationMaxBufferSize = BufferBytes;
                options.TransportMaxBufferSize = BufferBytes;
                options.AllowStatefulReconnects = false;
            })
            .WithMetadata(new ForVisitors());

    /// <summary>A handshake is the last moment a cookie can be set on a WebSocket.</summary>
    public static void UseHubCookie(this WebApplication app)
        => app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(Path) && context.WebSockets.IsWebSocketRequest && context.Features.Get<Visitor>() is { Key: null })
                context.RequestServices.GetRequiredService<PersonCookie>().FindOrCreate(context);
            return next(context);
        });
}
