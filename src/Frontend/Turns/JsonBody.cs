using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Turns;

/// <summary>Reads a request's JSON, and says exactly what is wrong with it where something is.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body.</summary>
    /// <returns>The value, or the problem to answer with.</returns>
    /// <exception cref="BadHttpRequestException">The body is larger or slower than the limits allow.</exception>
    public static async Task<(T? Value, Problem? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            return (null, new(ProblemCodes.UnsupportedMediaType, "Send Content-Type: application/json."));
        try
        {
            var value = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            return value is null ? (null, new(ProblemCodes.MalformedJson, "Send a JSON object.")) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, Describe(exception));
        }
    }

    // A reader's own fault is inside; without one the document was well formed and a value had the wrong type.
    private static Problem Describe(JsonException exception)
        => exception.InnerException is not JsonException && exception.Path is { Length: > 2 } path
            ? Problem.InvalidField(path[2..], "The value has the wrong type, or the field appears twice.")
            : new(ProblemCodes.MalformedJson, $"Line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
}
