using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RerankKit;

/// <summary>Writes entries as docs/online.md says.</summary>
internal static class RankingLogJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Appends a line with a ranking.</summary>
    public static void Append(ArrayBufferWriter<byte> lines, DateTimeOffset time, RankingRecord record, RankingLogOptions options) =>
        AppendLine(lines, "ranking", time, record.RequestId, json =>
        {
            WriteText(json, "experiment", record.Experiment);
            WriteText(json, "caller", record.Caller);
            WriteText(json, "query", options.EnableSensitiveData ? record.Query : null);
            json.WriteStartArray("lists");
            foreach (RecordedList list in record.Lists)
            {
                Write(json, list, options.MaxDocuments);
            }

            json.WriteEndArray();
        });

    /// <summary>Appends a line with a click.</summary>
    public static void Append(ArrayBufferWriter<byte> lines, DateTimeOffset time, string requestId, string documentId) =>
        AppendLine(lines, "click", time, requestId, json => json.WriteString("document", documentId));

    private static void AppendLine(ArrayBufferWriter<byte> lines, string type, DateTimeOffset time, string requestId, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(lines, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("time", time.UtcDateTime);
            json.WriteString("request", requestId);
            write(json);
            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, RecordedList list, int count)
    {
        json.WriteStartObject();
        json.WriteString("name", list.Name);
        json.WriteBoolean("shown", list.IsShown);
        if (list.Duration is { } duration)
        {
            json.WriteNumber("milliseconds", duration.TotalMilliseconds);
        }

        WriteText(json, "model", list.ModelId);
        WriteText(json, "scoreKind", list.ScoreKind == RerankScoreKind.Unspecified ? null : TelemetryNames.Of(list.ScoreKind));
        WriteText(json, "fallback", list.Fallback);
        WriteText(json, "cache", list.Cache);
        WriteEach(json, "documents", list.Documents.Take(count), static (json, id) => json.WriteStringValue(id));
        WriteEach(json, "scores", list.Scores.Take(count), static (json, score) =>
        {
            if (score is double number && double.IsFinite(number))
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteNullValue();
            }
        });
        WriteEach(json, "teams", list.Teams.Take(count), static (json, team) => json.WriteStringValue(team));
        json.WriteEndObject();
    }

    private static void WriteEach<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (name != "documents" && !values.Any())
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (T value in values)
        {
            write(json, value);
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
