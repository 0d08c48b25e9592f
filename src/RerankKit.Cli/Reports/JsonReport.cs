using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RerankKit.Cli.Reports;

/// <summary>Writes one line of JSON. Numbers keep all their digits; ids stay readable in every script.</summary>
internal static class JsonReport
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    public static void WriteTo(TextWriter output, Action<Utf8JsonWriter> write) => output.WriteLine(ToText(write));

    /// <summary>Writes a number that may be absent or infinite, which JSON has no word for, as null.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
