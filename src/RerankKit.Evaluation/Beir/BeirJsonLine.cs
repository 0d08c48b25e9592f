using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RerankKit.Evaluation;

/// <summary>Reads <c>_id</c>, <c>title</c>, <c>text</c> and <c>metadata</c> of one JSON line; other members are skipped.</summary>
/// <remarks>An id is never mended: it would become another one.</remarks>
internal static class BeirJsonLine
{
    private const string Expected = "Expected a JSON object with the members \"_id\" and \"text\" (and perhaps \"title\")";

    public static BeirDocument Read(LineReader lines, ReadOnlySpan<byte> line)
    {
        string? id = null;
        string? title = null;
        string? text = null;
        Dictionary<string, string>? metadata = null;
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw lines.Error(line, $"{Expected}.");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonText.NameEquals(ref json, "_id"u8))
                {
                    id = ReadId(lines, line, ref json);
                }
                else if (JsonText.NameEquals(ref json, "title"u8))
                {
                    title = ReadText(lines, line, ref json, "title");
                }
                else if (JsonText.NameEquals(ref json, "text"u8))
                {
                    text = ReadText(lines, line, ref json, "text");
                }
                else if (JsonText.NameEquals(ref json, "metadata"u8))
                {
                    metadata = ReadMetadata(lines, ref json);
                }
                else
                {
                    json.Skip();
                }
            }

            // Anything behind the object is an error too; reading on finds it.
            json.Read();
        }
        catch (JsonException exception)
        {
            throw new EvaluationFormatException(lines.File, lines.LineNumber, Encoding.UTF8.GetString(line), $"{Expected}, but this is not JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new EvaluationFormatException(lines.File, lines.LineNumber, Encoding.UTF8.GetString(line), $"{Expected} in valid UTF-8: {exception.Message}", exception);
        }

        return string.IsNullOrEmpty(id) || text is null
            ? throw lines.Error(line, $"{Expected}; {(string.IsNullOrEmpty(id) ? "_id" : "text")} is missing or empty.")
            : metadata is null ? new(id, title ?? "", text) : new(id, title ?? "", text) { Metadata = metadata };
    }

    private static string ReadId(LineReader lines, ReadOnlySpan<byte> line, ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString()!,
            JsonTokenType.Number => Encoding.UTF8.GetString(json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan),
            _ => throw lines.Error(line, $"{Expected}; _id is neither a string nor a number."),
        };
    }

    private static string? ReadText(LineReader lines, ReadOnlySpan<byte> line, ref Utf8JsonReader json, string member)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => JsonText.Read(ref json, lines),
            JsonTokenType.Null => null,
            _ => throw lines.Error(line, $"{Expected}; {member} is not a string."),
        };
    }

    // Collections put all kinds of things here: what is not a scalar is passed over, not refused.
    private static Dictionary<string, string>? ReadMetadata(LineReader lines, ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = JsonText.Read(ref json, lines);
            json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                metadata[key] = JsonText.Read(ref json, lines);
            }
            else if (json.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
            {
                metadata[key] = Encoding.UTF8.GetString(json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan);
            }
            else
            {
                json.Skip();
            }
        }

        return metadata;
    }
}
