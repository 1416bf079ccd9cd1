using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;
using GovStack.Frontend.ApiKeys;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Identity;

/// <summary>Who calls, at which agency, in which language: found once a request, before its endpoint runs.</summary>
/// <param name="Loaded">The agency: by API key, else by host name, never by anything the body says.</param>
/// <param name="Language">The caller's language among the agency's.</param>
/// <param name="Key">The API key, or null.</param>
/// <param name="Person">The person of the cookie, or null where there is none yet.</param>
internal sealed record Visitor(LoadedAgency Loaded, string Language, ApiKey? Key, string? Person)
{
    public Agency Agency => Loaded.Agency;

    public string Tenant => Loaded.Agency.Id;

    /// <summary>Makes the caller of a turn.</summary>
    public Caller Caller(string person, string channel)
        => new(Tenant, Key is null ? person : Key.PersonId, channel, Key?.Class ?? QuotaClass.Interactive);
}

/// <summary>Marks endpoints that speak for an agency: their requests have a <see cref="Visitor"/>.</summary>
internal sealed class ForVisitors;

internal static class VisitorContext
{
    /// <summary>Gets the visitor of a request to an endpoint marked <see cref="ForVisitors"/>.</summary>
    public static Visitor Visitor(this HttpContext context)
        => context.Features.Get<Visitor>() ?? throw new InvalidOperationException("The endpoint is not marked ForVisitors.");
}
