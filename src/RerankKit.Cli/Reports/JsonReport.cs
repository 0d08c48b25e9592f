using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reports;

/// <summary>Writes one line of JSON. Numbers keep all their digits; ids stay readable in every script.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText(JsonObject json) => json.ToJsonString(Options);

    public static void WriteTo(TextWriter output, JsonObject json) => output.WriteLine(ToText(json));

    /// <summary>Prints for machines where <c>--json</c> is given, else for people.</summary>
    public static void Print(ToolConsole console, bool isJson, Func<JsonObject> forMachines, Action forPeople)
    {
        if (isJson)
        {
            WriteTo(console.Output, forMachines());
        }
        else
        {
            forPeople();
        }
    }

    /// <summary>A number that may be absent or infinite, which JSON has no word for.</summary>
    public static JsonNode? Number(double? value) => value is double number && double.IsFinite(number) ? number : null;

    public static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> value) => [.. items.Select(value)];

    public static JsonObject Map<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode?> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), value(item))));
}
