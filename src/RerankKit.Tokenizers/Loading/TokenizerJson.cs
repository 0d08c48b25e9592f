using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Reads fields of a tokenizer.json object and refuses, by name, whatever it does not know.</summary>
internal static class TokenizerJson
{
    /// <summary>Far above every vocabulary; keeps a damaged file from asking for gigabytes.</summary>
    private const int HighestId = 1 << 24;

    /// <summary>The "type" of an object, or null when it has none (files of the first versions).</summary>
    public static string? Type(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(where, $"is {element.ValueKind}, and an object is expected");
        }

        return element.TryGetProperty("type", out JsonElement type) ? type.GetString() : null;
    }

    /// <summary>Throws unless every field of <paramref name="element"/> is one of <paramref name="known"/> ("type" always is).</summary>
    public static void RequireOnly(JsonElement element, string where, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name != "type" && !known.Contains(property.Name))
            {
                throw Unsupported($"{where}.{property.Name}", known.IsEmpty ? "no fields are known here" : $"the fields known here are {string.Join(", ", known)}");
            }
        }
    }

    public static JsonElement Required(JsonElement element, string name, string where) =>
        element.TryGetProperty(name, out JsonElement value) ? value : throw Invalid($"{where}.{name}", "is missing");

    public static string String(JsonElement element, string name, string where)
    {
        JsonElement value = Required(element, name, where);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Invalid($"{where}.{name}", $"is {value.GetRawText()}, and a string is expected");
    }

    /// <summary>A string that may be null or absent.</summary>
    public static string? OptionalString(JsonElement element, string name, string where) =>
        IsNull(element, name) ? null : String(element, name, where);

    /// <summary>A Boolean; without a <paramref name="fallback"/> it is required.</summary>
    public static bool Boolean(JsonElement element, string name, string where, bool? fallback = null)
    {
        if (fallback is not null && IsNull(element, name))
        {
            return fallback.Value;
        }

        JsonElement value = Required(element, name, where);
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Invalid($"{where}.{name}", $"is {value.GetRawText()}, and true or false is expected");
    }

    /// <summary>An integer of at least 0; without a <paramref name="fallback"/> it is required.</summary>
    public static int Integer(JsonElement element, string name, string where, int? fallback = null)
    {
        if (fallback is not null && IsNull(element, name))
        {
            return fallback.Value;
        }

        JsonElement value = Required(element, name, where);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0
            ? number
            : throw Invalid($"{where}.{name}", $"is {value.GetRawText()}, and an integer of at least 0 is expected");
    }

    /// <summary>The items of an array.</summary>
    public static JsonElement.ArrayEnumerator Array(JsonElement element, string name, string where)
    {
        JsonElement value = Required(element, name, where);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Invalid($"{where}.{name}", $"is {value.ValueKind}, and an array is expected");
    }

    /// <summary>An object of tokens and ids; of a token that stands there twice the last id counts.</summary>
    public static Dictionary<string, int> Vocabulary(JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(where, $"is {value.ValueKind}, and an object of tokens and ids is expected");
        }

        Dictionary<string, int> vocabulary = new(value.GetPropertyCount());
        foreach (JsonProperty token in value.EnumerateObject())
        {
            vocabulary[token.Name] = token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out int id) && id is >= 0 and <= HighestId
                ? id
                : throw Invalid(where, $"gives '{token.Name}' the id {token.Value.GetRawText()}, and an integer from 0 to {HighestId} is expected");
        }

        return vocabulary;
    }

    /// <summary>Whether a field is absent or null.</summary>
    public static bool IsNull(JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null;

    /// <summary>The file is valid, but asks for something this library does not do.</summary>
    public static NotSupportedException Unsupported(string what, string detail) =>
        new($"The tokenizer file asks for {what}, which RerankKit does not support; {detail}. Export the tokenizer without it, or report the model that needs it.");

    /// <summary>The file is not what the format prescribes.</summary>
    public static InvalidDataException Invalid(string where, string problem) =>
        new($"The tokenizer file is damaged or not a tokenizer file: {where} {problem}. Download the file again, or export it with tokenizers 0.13 or later.");
}
