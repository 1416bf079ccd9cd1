using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GovStack.Conversations;
using Microsoft.Extensions.AI;

namespace GovStack.Grains.Interfaces;

/// <summary>
/// A value of the library on its way between servers. Between grains of one server it is passed as it is; over the network it is the product's one JSON form,
/// so that two versions of the program can talk: unknown fields are skipped, missing ones keep their defaults. A pin lists the fields of every such type.
/// </summary>
/// <typeparam name="T">An immutable type of the library.</typeparam>
[Immutable]
public sealed class Wire<T>(T value)
{
    /// <summary>Gets the value.</summary>
    public T Value { get; } = value;
}

/// <summary>Wraps values.</summary>
public static class Wire
{
    /// <summary>Gets the JSON settings of everything that crosses a grain call.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Wraps a value.</summary>
    public static Wire<T> Of<T>(T value) => new(value);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(ConversationJson.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(
                ConversationJson.Options.TypeInfoResolver,
                AIJsonUtilities.DefaultOptions.TypeInfoResolver,
                new DefaultJsonTypeInfoResolver()),
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>How a <see cref="Wire{T}"/> looks on the network.</summary>
/// <typeparam name="T">The wrapped type.</typeparam>
[GenerateSerializer, Alias("govstack.wire.v1")]
public struct WireSurrogate<T>
{
    /// <summary>Gets or sets the JSON, UTF-8.</summary>
    [Id(0)]
    public byte[] Json { get; set; }
}

/// <summary>Turns values into JSON and back.</summary>
/// <typeparam name="T">The wrapped type.</typeparam>
[RegisterConverter]
public sealed class WireConverter<T> : IConverter<Wire<T>, WireSurrogate<T>>
{
    /// <inheritdoc/>
    public Wire<T> ConvertFromSurrogate(in WireSurrogate<T> surrogate) => new(JsonSerializer.Deserialize<T>(surrogate.Json, Wire.Options)!);

    /// <inheritdoc/>
    public WireSurrogate<T> ConvertToSurrogate(in Wire<T> value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value.Value, Wire.Options) };
}
