using GovStack.Conversations.Agencies;
using GovStack.Frontend.ApiKeys;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Identity;

/// <summary>Finds the <see cref="Visitor"/> of each request that an endpoint answers for an agency.</summary>
internal sealed class VisitorDoor(RequestDelegate next, IAgencyDirectory agencies, ApiKeyRing keys, PersonCookie cookie)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ForVisitors>() is null)
        {
            await next(context);
            return;
        }

        var presented = ApiKeyRing.Presented(context);
        var key = presented is null ? null : keys.Find(presented);
        if (presented is not null && key is null)
        {
            await ProblemWriter.WriteAsync(context, new(ProblemCodes.InvalidApiKey));
            return;
        }

        var loaded = key is null ? agencies.FindByHost(context.Request.Host.Host) : agencies.Find(key.Tenant);
        if (loaded is null)
        {
            await ProblemWriter.WriteAsync(context, new(ProblemCodes.UnknownHost));
            return;
        }

        context.Features.Set(new Visitor(loaded, Languages.Pick(context, loaded.Agency), key, key is null ? cookie.Find(context) : null));
        await next(context);
    }
}
