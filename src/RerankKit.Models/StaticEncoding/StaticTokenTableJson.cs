using System.Buffers;
using System.Text.Json;

namespace RerankKit.Models;

/// <summary>The metadata of a table's file.</summary>
internal static class StaticTokenTableJson
{
    public static byte[] Write(StaticTokenTableInfo info)
    {
        if (info == new StaticTokenTableInfo())
        {
            return [];
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteText(writer, "name"u8, info.Name);
            WriteText(writer, "licence"u8, info.Licence);
            WriteText(writer, "description"u8, info.Description);
            WriteNumber(writer, "maxQueryTokens"u8, info.MaxQueryTokens);
            WriteNumber(writer, "maxDocumentTokens"u8, info.MaxDocumentTokens);
            if (info.TermFrequency is { } frequency)
            {
                writer.WriteStartObject("termFrequency"u8);
                writer.WriteNumber("k1"u8, frequency.K1);
                writer.WriteNumber("b"u8, frequency.B);
                writer.WriteNumber("averageTokens"u8, frequency.AverageTokens);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static StaticTokenTableInfo Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return new();
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new()
            {
                Name = Text(root, "name"u8),
                Licence = Text(root, "licence"u8),
                Description = Text(root, "description"u8),
                MaxQueryTokens = Number(root, "maxQueryTokens"u8),
                MaxDocumentTokens = Number(root, "maxDocumentTokens"u8),
                TermFrequency = Frequency(root),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The metadata is not what it should be: {exception.Message} Write the table again.", exception);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is int number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static string? Text(JsonElement root, ReadOnlySpan<byte> name) => root.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static int? Number(JsonElement root, ReadOnlySpan<byte> name) => root.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : null;

    private static StaticTermFrequency? Frequency(JsonElement root) =>
        !root.TryGetProperty("termFrequency"u8, out JsonElement value) ? null : new()
        {
            K1 = value.GetProperty("k1"u8).GetDouble(),
            B = value.GetProperty("b"u8).GetDouble(),
            AverageTokens = value.GetProperty("averageTokens"u8).GetDouble(),
        };
}
