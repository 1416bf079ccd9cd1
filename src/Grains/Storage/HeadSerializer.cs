#nullable disable annotations   // The interface's own annotations differ between versions of Orleans.
using System.Text.Json;
using GovStack.Grains.Interfaces;
using Orleans.Storage;

namespace GovStack.Grains.Storage;

/// <summary>Writes grain state as the product's one JSON form.</summary>
internal sealed class HeadSerializer : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Wire.Options));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Wire.Options);
}
