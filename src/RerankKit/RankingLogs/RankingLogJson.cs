using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RerankKit;

/// <summary>Writes entries as docs/online.md says.</summary>
internal static class RankingLogJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Appends an object and the end of its line.</summary>
    public static void Append(ArrayBufferWriter<byte> lines, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(lines, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    public static void Write(Utf8JsonWriter json, RankingRecord record, DateTimeOffset time, RankingLogOptions options)
    {
        json.WriteString("type", "ranking");
        json.WriteString("time", time);
        json.WriteString("request", record.RequestId);
        if (options.EnableSensitiveData && record.Query is not null)
        {
            json.WriteString("query", record.Query);
        }

        json.WriteString("served", record.Served);
        if (record.Duration is { } duration)
        {
            json.WriteNumber("durationMs", duration.TotalMilliseconds);
        }

        WriteText(json, "fallback", record.Fallback);
        WriteText(json, "cache", record.Cache);
        json.WriteStartObject("lists");
        foreach (RecordedList list in record.Lists)
        {
            json.WriteStartArray(list.Name);
            foreach ((string id, double? score) in list.Documents.Take(options.MaxDocuments))
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                if (score is double number && double.IsFinite(number))
                {
                    json.WriteNumber("score", number);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        WriteInterleaved(json, record, options);
    }

    public static void WriteClick(Utf8JsonWriter json, string requestId, string documentId, DateTimeOffset time)
    {
        json.WriteString("type", "click");
        json.WriteString("time", time);
        json.WriteString("request", requestId);
        json.WriteString("document", documentId);
    }

    private static void WriteInterleaved(Utf8JsonWriter json, RankingRecord record, RankingLogOptions options)
    {
        if (record.Interleaved.Count == 0)
        {
            return;
        }

        json.WriteStartArray("interleaved");
        foreach ((string id, string list) in record.Interleaved.Take(options.MaxDocuments))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("team", list);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
