using System.Text.Json;

namespace RerankKit.Models;

/// <summary>A JSON object of a model's files; a value of the wrong kind is refused with file and key.</summary>
/// <param name="path">The file.</param>
/// <param name="element">The object.</param>
internal readonly struct ConfigSection(string path, JsonElement element)
{
    /// <summary>The file.</summary>
    public string FilePath => path;

    /// <summary>Reads a file that a model may lack.</summary>
    /// <exception cref="InvalidDataException">It is not JSON, or not an object.</exception>
    public static ConfigSection? Read(string path)
    {
        using JsonDocument? document = ModelJson.ParseIfPresent(path);
        return document is null ? null
            : document.RootElement.ValueKind == JsonValueKind.Object ? new ConfigSection(path, document.RootElement.Clone())
            : throw ModelJson.Wrong(path, $"holds {document.RootElement.ValueKind}, and an object is expected");
    }

    /// <summary>Stands for a file that a model lacks.</summary>
    public static ConfigSection Empty(string path)
    {
        using var document = JsonDocument.Parse("{}");
        return new(path, document.RootElement.Clone());
    }

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key) => element.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether the key is there, if only as null.</summary>
    public bool Mentions(string key) => element.TryGetProperty(key, out _);

    public string? Text(string key) => Find(key, JsonValueKind.String, "a text")?.GetString();

    public int? Count(string key) => Integer(key) is not int number ? null : number >= 1 ? number : throw Wrong(key, "1 or more");

    public int? Integer(string key) =>
        Find(key, JsonValueKind.Number, "a whole number") is not JsonElement value ? null
        : value.TryGetInt32(out int number) ? number
        : throw Wrong(key, "a whole number");

    public bool? Boolean(string key) =>
        !Has(key) ? null
        : element.GetProperty(key).ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetProperty(key).GetBoolean()
        : throw Wrong(key, "true or false");

    public ConfigSection? Section(string key) => Find(key, JsonValueKind.Object, "an object") is JsonElement value ? new ConfigSection(path, value) : null;

    public string[]? Texts(string key)
    {
        ConfigSection section = this;
        return Find(key, JsonValueKind.Array, "a list of texts") is JsonElement value
            ? [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw section.Wrong(key, "a list of texts"))]
            : null;
    }

    public int[]? Integers(string key)
    {
        ConfigSection section = this;
        return Find(key, JsonValueKind.Array, "a list of whole numbers") is JsonElement value
            ? [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) ? number : throw section.Wrong(key, "a list of whole numbers"))]
            : null;
    }

    /// <summary>A list of texts, or one text that stands for a list.</summary>
    public string[]? TextOrTexts(string key) =>
        Has(key) && element.GetProperty(key).ValueKind == JsonValueKind.String ? [element.GetProperty(key).GetString()!] : Texts(key);

    /// <summary>Refuses keys that are not known: each would change the vectors.</summary>
    public void RefuseOthers(params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new NotSupportedException($"'{path}' has the key '{property.Name}', which is not known. Known there are {string.Join(", ", known.ToArray())}.");
            }
        }
    }

    public InvalidDataException Wrong(string key, string allowed) =>
        ModelJson.Wrong(path, $"has {key} = {(element.TryGetProperty(key, out JsonElement value) ? value.GetRawText() : "nothing")}; allowed is {allowed}");

    private JsonElement? Find(string key, JsonValueKind kind, string allowed) =>
        !Has(key) ? null
        : element.GetProperty(key).ValueKind == kind ? element.GetProperty(key)
        : throw Wrong(key, allowed);
}
