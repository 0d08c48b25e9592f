using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>An object of a tokenizer's files, and where it stands; refuses, by name, whatever is not known.</summary>
internal readonly record struct TokenizerPart(JsonElement Element, string Where)
{
    /// <summary>Far above every vocabulary; keeps a damaged file from asking for gigabytes.</summary>
    private const int HighestId = 1 << 24;

    /// <summary>The object's "type", or null when it has none (files of the first versions).</summary>
    public string? Type => Element.ValueKind != JsonValueKind.Object ? throw TokenizerJson.Invalid(Where, $"is {Element.ValueKind}, and an object is expected")
        : Element.TryGetProperty("type", out JsonElement type) ? type.GetString()
        : null;

    /// <summary>Refuses fields other than <paramref name="known"/> ("type" always is).</summary>
    public TokenizerPart Only(params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in Element.EnumerateObject())
        {
            if (property.Name != "type" && !known.Contains(property.Name))
            {
                throw TokenizerJson.Unsupported($"{Where}.{property.Name}", known.IsEmpty ? "no fields are known here" : $"the fields known here are {string.Join(", ", known)}");
            }
        }

        return this;
    }

    /// <summary>What is made of an object without fields.</summary>
    public T Plain<T>(T made)
    {
        Only();
        return made;
    }

    /// <summary>Whether a field is absent or null; so is every field of what is no object.</summary>
    public bool Lacks(string name) => Element.ValueKind != JsonValueKind.Object || !Element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null;

    public string String(string name) => Required(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(name, "a string");

    /// <summary>A string that may be null or absent.</summary>
    public string? OptionalString(string name) => Lacks(name) ? null : String(name);

    /// <summary>A string of one code point.</summary>
    public string Character(string name)
    {
        string value = String(name);
        return value.Length > 0 && CodePoint.Count(value) == 1 ? value : throw TokenizerJson.Invalid($"{Where}.{name}", $"is '{value}', and one character is expected");
    }

    /// <summary>A Boolean; without a <paramref name="fallback"/> it is required.</summary>
    public bool Boolean(string name, bool? fallback = null) => fallback is { } usual && Lacks(name) ? usual : Required(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>An integer of at least 0; without a <paramref name="fallback"/> it is required.</summary>
    public int Integer(string name, int? fallback = null) => fallback is { } usual && Lacks(name) ? usual
        : Required(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= 0 ? number
        : throw Wrong(name, "an integer of at least 0");

    /// <summary>The object as one of tokens and ids; of a token that stands there twice the last id counts.</summary>
    public Dictionary<string, int> Vocabulary()
    {
        if (Element.ValueKind != JsonValueKind.Object)
        {
            throw TokenizerJson.Invalid(Where, $"is {Element.ValueKind}, and an object of tokens and ids is expected");
        }

        Dictionary<string, int> vocabulary = new(Element.GetPropertyCount());
        foreach (JsonProperty token in Element.EnumerateObject())
        {
            vocabulary[token.Name] = token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out int id) && id is >= 0 and <= HighestId
                ? id
                : throw TokenizerJson.Invalid(Where, $"gives '{token.Name}' the id {token.Value.GetRawText()}, and an integer from 0 to {HighestId} is expected");
        }

        return vocabulary;
    }

    public JsonElement Required(string name) => Element.TryGetProperty(name, out JsonElement value) ? value : throw TokenizerJson.Invalid($"{Where}.{name}", "is missing");

    public TokenizerPart Part(string name) => new(Required(name), $"{Where}.{name}");

    /// <summary>The items of an array.</summary>
    public IEnumerable<TokenizerPart> Parts(string name)
    {
        string list = $"{Where}.{name}";
        JsonElement value = Required(name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select((item, i) => new TokenizerPart(item, $"{list}[{i}]"))
            : throw TokenizerJson.Invalid(list, $"is {value.ValueKind}, and an array is expected");
    }

    /// <summary>Says that the <see cref="Type"/> is missing or not known.</summary>
    public Exception Unknown(string kind, string known) =>
        Type is { } type ? TokenizerJson.Unsupported($"the {kind} '{type}' ({Where})", known) : TokenizerJson.Invalid(Where, "has no type");

    /// <summary>Says that a field is not what the format prescribes.</summary>
    public Exception Wrong(string name, string expected) => TokenizerJson.Invalid($"{Where}.{name}", $"is {Required(name).GetRawText()}, and {expected} is expected");
}
