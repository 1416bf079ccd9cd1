using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Turns;

/// <summary>Lets a caller to a conversation only with its secret: checked on every route under it, before any actor or store is touched.</summary>
internal sealed class ConversationDoor(ConversationKeys keys, ICheckpointStore store, TimeProvider clock) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var id = (string)http.Request.RouteValues["id"]!;
        return Check(http.Visitor().Tenant, id, Bearer.Read(http)) is { } problem ? problem.ToResult() : await next(context);
    }

    /// <summary>Checks a secret.</summary>
    /// <returns>Why not, or null.</returns>
    public Problem? Check(string tenant, string id, string? secret) => secret switch
    {
        null or "" => new(ProblemCodes.SecretMissing),
        _ when !keys.IsValid(tenant, id, secret) => new(ProblemCodes.NotYours),
        _ => null,
    };

    /// <summary>Finds a conversation's head while the agency's rules still show it.</summary>
    /// <returns>The head, or null where nothing was ever asked or the time to show it is over.</returns>
    public async Task<ConversationHead?> FindShownAsync(Agency agency, string id, CancellationToken cancellationToken)
        => await store.OpenAsync(id, cancellationToken) is { } stored && IsShown(agency, stored.Head) ? stored.Head : null;

    /// <summary>Says whether the agency's rules still show a conversation.</summary>
    public bool IsShown(Agency agency, ConversationHead head)
        => clock.GetUtcNow() - head.UpdatedAt <= TimeSpan.FromDays(agency.Retention.VisibleDays);
}
