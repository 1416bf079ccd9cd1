using GovStack.Conversations.Agencies;
using GovStack.Conversations.Safety;
using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.About;

/// <summary>What a chat page needs to know of the agency, in the caller's language.</summary>
internal static class AgencyEndpoint
{
    public static void MapAgency(this IEndpointRouteBuilder api)
        => api.MapGet("/agency", Describe)
            .WithName("GetAgency").WithTags("Agency").WithSummary("Name, languages, services with examples, emergency numbers, contact and limits. ?language=es picks the language.")
            .Produces<AgencyProfile>();

    private static IResult Describe(HttpContext context)
    {
        var visitor = context.Visitor();
        context.Response.Headers.Vary = "Accept-Language";
        return Results.Json(AgencyProfile.Of(visitor.Agency, visitor.Language), ApiJson.Options);
    }
}

/// <summary>An agency as the page shows it.</summary>
internal sealed record AgencyProfile(
    string Id,
    string Name,
    string Language,
    IReadOnlyList<string> Languages,
    IReadOnlyList<ShownNumber> Emergency,
    ShownContact Contact,
    IReadOnlyList<ShownBotlet> Botlets,
    PageLimits Limits)
{
    public static AgencyProfile Of(Agency agency, string language) => new(
        agency.Id,
        agency.Name[language],
        language,
        agency.Languages,
        [.. agency.Emergency.Numbers.Select(number => new ShownNumber(number.Number, number.For[language]))],
        new(agency.Contact.Name[language], agency.Contact.Phone, agency.Contact.Url?[language], agency.Contact.Hours?[language]),
        [.. agency.Botlets.Select(botlet => ShownBotlet.Of(botlet, language))],
        new(InputGuard.MaxTextBytes, 2_000, agency.Retention.VisibleDays, agency.Retention.DeleteDays));
}

/// <summary>A number to call, and what for.</summary>
internal sealed record ShownNumber(string Number, string For);

/// <summary>Where people reach people.</summary>
internal sealed record ShownContact(string Name, string? Phone, string? Url, string? Hours);

/// <summary>A service people can ask.</summary>
internal sealed record ShownBotlet(string Id, string Name, string Description, IReadOnlyList<string> Examples)
{
    public static ShownBotlet Of(BotletDefinition botlet, string language)
        => new(botlet.Id, botlet.Name[language], botlet.Description[language], botlet.Examples.GetValueOrDefault(language) ?? []);
}

/// <summary>What the page should know before the server refuses it.</summary>
/// <param name="TextBytes">The longest question, in bytes of UTF-8.</param>
/// <param name="CommentChars">The longest comment, in characters.</param>
/// <param name="VisibleDays">How long a conversation is shown after its last turn.</param>
/// <param name="DeleteDays">When it is deleted.</param>
internal sealed record PageLimits(int TextBytes, int CommentChars, int VisibleDays, int DeleteDays);
