using System.Text.Encodings.Web;
using System.Text.Json;

namespace RerankKit.Evaluation;

/// <summary>Writes a line of a sweep's results. Ids and texts stay readable in every script.</summary>
internal static class SweepLineWriter
{
    private static readonly SweepJson Readable = new(new JsonSerializerOptions(SweepJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The line with its end.</summary>
    public static byte[] Write(SweepLine line)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(line, Readable.SweepLine);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }
}
