using System.Text.Json;

namespace RerankKit;

/// <summary>Reads JSON that others wrote, in which anything may be missing or of another kind than it should be.</summary>
internal static class JsonElements
{
    /// <summary>A member of an object; undefined where there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : default;

    /// <summary>The items of an array; none of anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    /// <summary>A string; null of anything else.</summary>
    public static string? Text(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>A member that is a string.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name).Text();

    /// <summary>A number; null of anything else.</summary>
    public static double? Number(this JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) ? value : null;
}
