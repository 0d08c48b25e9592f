using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RerankKit;

/// <summary>Writes entries as docs/online.md says.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RankingLogLine), TypeInfoPropertyName = "Line")]
internal sealed partial class RankingLogJson : JsonSerializerContext
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Appends a line with a ranking.</summary>
    public static void Append(ArrayBufferWriter<byte> lines, DateTimeOffset time, RankingRecord record, RankingLogOptions options) =>
        Append(lines, new("ranking", time.UtcDateTime, record.RequestId)
        {
            Experiment = record.Experiment,
            Caller = record.Caller,
            Query = options.EnableSensitiveData ? record.Query : null,
            Lists = record.Lists.Select(list => RankingLogLine.Ranking.Of(list, options.MaxDocuments)),
        });

    /// <summary>Appends a line with a click.</summary>
    public static void Append(ArrayBufferWriter<byte> lines, DateTimeOffset time, string requestId, string documentId) =>
        Append(lines, new("click", time.UtcDateTime, requestId) { Document = documentId });

    private static void Append(ArrayBufferWriter<byte> lines, RankingLogLine line)
    {
        using (var json = new Utf8JsonWriter(lines, WriterOptions))
        {
            JsonSerializer.Serialize(json, line, Default.Line);
        }

        lines.Write("\n"u8);
    }
}
