using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Problems;

/// <summary>The stable codes of every error this server gives, each with its status. Clients branch on the code, never on a sentence.</summary>
internal static class ProblemCodes
{
    public const string BadRequest = "bad-request";
    public const string MalformedJson = "malformed-json";
    public const string InvalidField = "invalid-field";
    public const string Empty = "empty";
    public const string UnknownBotlet = "unknown-botlet";
    public const string EventInFuture = "event-in-future";
    public const string FormExpired = "form-expired";
    public const string SecretMissing = "conversation-secret-missing";
    public const string InvalidApiKey = "invalid-api-key";
    public const string ApiKeyRequired = "api-key-required";
    public const string StaffOnly = "staff-only";
    public const string RoleMissing = "role-missing";
    public const string NotYours = "not-your-conversation";
    public const string CookieMissing = "cookie-missing";
    public const string HttpsRequired = "https-required";
    public const string OriginRefused = "origin-refused";
    public const string NotFound = "not-found";
    public const string ConversationNotFound = "conversation-not-found";
    public const string CheckpointNotFound = "checkpoint-not-found";
    public const string TurnNotFound = "turn-not-found";
    public const string ModelNotFound = "model-not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string RequestTimeout = "request-timeout";
    public const string MessageIdReused = "message-id-reused";
    public const string Busy = "busy";
    public const string TooLong = "too-long";
    public const string BodyTooLarge = "body-too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string UnknownHost = "unknown-host";
    public const string TooManyWaiting = "too-many-waiting";
    public const string TooManyRequests = "too-many-requests";
    public const string Internal = "internal";
    public const string Unavailable = "unavailable";
    public const string Refused = "refused";
    public const string Store = "store";

    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        [BadRequest] = StatusCodes.Status400BadRequest,
        [MalformedJson] = StatusCodes.Status400BadRequest,
        [InvalidField] = StatusCodes.Status400BadRequest,
        [Empty] = StatusCodes.Status400BadRequest,
        [UnknownBotlet] = StatusCodes.Status400BadRequest,
        [EventInFuture] = StatusCodes.Status400BadRequest,
        [FormExpired] = StatusCodes.Status400BadRequest,
        [SecretMissing] = StatusCodes.Status401Unauthorized,
        [InvalidApiKey] = StatusCodes.Status401Unauthorized,
        [ApiKeyRequired] = StatusCodes.Status401Unauthorized,
        [StaffOnly] = StatusCodes.Status401Unauthorized,
        [RoleMissing] = StatusCodes.Status403Forbidden,
        [NotYours] = StatusCodes.Status403Forbidden,
        [CookieMissing] = StatusCodes.Status403Forbidden,
        [HttpsRequired] = StatusCodes.Status403Forbidden,
        [OriginRefused] = StatusCodes.Status403Forbidden,
        [NotFound] = StatusCodes.Status404NotFound,
        [ConversationNotFound] = StatusCodes.Status404NotFound,
        [CheckpointNotFound] = StatusCodes.Status404NotFound,
        [TurnNotFound] = StatusCodes.Status404NotFound,
        [ModelNotFound] = StatusCodes.Status404NotFound,
        [MethodNotAllowed] = StatusCodes.Status405MethodNotAllowed,
        [RequestTimeout] = StatusCodes.Status408RequestTimeout,
        [MessageIdReused] = StatusCodes.Status409Conflict,
        [Busy] = StatusCodes.Status409Conflict,
        [TooLong] = StatusCodes.Status413PayloadTooLarge,
        [BodyTooLarge] = StatusCodes.Status413PayloadTooLarge,
        [UnsupportedMediaType] = StatusCodes.Status415UnsupportedMediaType,
        [UnknownHost] = StatusCodes.Status421MisdirectedRequest,
        [TooManyWaiting] = StatusCodes.Status429TooManyRequests,
        [TooManyRequests] = StatusCodes.Status429TooManyRequests,
        [Internal] = StatusCodes.Status500InternalServerError,
        [Unavailable] = StatusCodes.Status503ServiceUnavailable,
        [Refused] = StatusCodes.Status503ServiceUnavailable,
        [Store] = StatusCodes.Status503ServiceUnavailable,
    }.ToFrozenDictionary();

    /// <summary>Gets every code.</summary>
    public static IEnumerable<string> All => Statuses.Keys;

    /// <summary>Gets the status of a code; 500 for one this server does not know.</summary>
    public static int StatusOf(string code) => Statuses.GetValueOrDefault(code, StatusCodes.Status500InternalServerError);

    /// <summary>Gets the code of an error that only has a status: what the framework refused before any of our code ran.</summary>
    public static string OfStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => StaffOnly,
        StatusCodes.Status403Forbidden => RoleMissing,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => Unavailable,
        < 500 => BadRequest,
        _ => Internal,
    };
}
