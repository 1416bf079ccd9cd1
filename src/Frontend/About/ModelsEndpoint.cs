using GovStack.Conversations.Agencies;
using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.About;

/// <summary>What a caller may name as model: never a provider's own.</summary>
internal static class ModelsEndpoint
{
    public const string Auto = "auto";

    public static void MapModels(this IEndpointRouteBuilder api)
        => api.MapGet("/models", (HttpContext context) => Results.Json(
                new ModelList(List(context.Visitor().Agency, context.Visitor().Language)), ApiJson.Options))
            .WithName("GetModels").WithTags("Agency").WithSummary("auto, the services and the provider chains.")
            .Produces<ModelList>();

    /// <summary>Lists the names, the botlets before the chains: where both have one, it is the botlet's.</summary>
    public static IReadOnlyList<ModelName> List(Agency agency, string language) =>
    [
        new(Auto, "auto", agency.Name[language]),
        .. agency.Botlets.Select(botlet => new ModelName(botlet.Id, "botlet", botlet.Name[language])),
        .. agency.Chains.Keys.Where(chain => agency.FindBotlet(chain) is null).Order(StringComparer.Ordinal).Select(chain => new ModelName(chain, "chain", chain)),
    ];
}

/// <summary>The names a caller may use.</summary>
internal sealed record ModelList(IReadOnlyList<ModelName> Models);

/// <summary>One of them.</summary>
/// <param name="Id">The name.</param>
/// <param name="Kind">"auto", "botlet" or "chain".</param>
/// <param name="Name">For people.</param>
internal sealed record ModelName(string Id, string Kind, string Name);
