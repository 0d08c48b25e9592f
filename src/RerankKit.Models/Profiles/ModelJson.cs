using System.Text.Json;

namespace RerankKit.Models;

/// <summary>Reads values of a model's JSON files; what is of the wrong kind is refused with the file's name.</summary>
internal static class ModelJson
{
    /// <summary>Parses a file that a model may lack.</summary>
    public static JsonDocument? ParseIfPresent(string path) => File.Exists(path) ? Parse(path) : null;

    /// <summary>Parses a file.</summary>
    /// <exception cref="InvalidDataException">It is not JSON.</exception>
    public static JsonDocument Parse(string path)
    {
        LfsPointer.Refuse(path);
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is not JSON: {exception.Message}", exception);
        }
    }

    public static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static string[] Texts(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.ToString())]
            : [];

    public static int? Int32(JsonElement element, string key, string path) =>
        !element.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number
        : throw Wrong(path, $"has {key} = {value}, which is not a whole number");

    public static InvalidDataException Wrong(string path, string what) => new($"'{path}' {what}.");
}
