using System.Text.Json;
using System.Text.Json.Serialization;

namespace RerankKit.Models;

/// <summary>The metadata of a table's file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StaticTokenTableInfo))]
internal sealed partial class StaticTokenTableJson : JsonSerializerContext
{
    public static byte[] Write(StaticTokenTableInfo info) =>
        info == new StaticTokenTableInfo() ? [] : JsonSerializer.SerializeToUtf8Bytes(info, Default.StaticTokenTableInfo);

    public static StaticTokenTableInfo Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.IsEmpty ? new() : JsonSerializer.Deserialize(json, Default.StaticTokenTableInfo) ?? throw new JsonException("It is null.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"The metadata is not what it should be: {exception.Message} Write the table again.", exception);
        }
    }
}
