using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>An object of a tokenizer.json, and where in the file it stands.</summary>
internal readonly record struct TokenizerPart(JsonElement Element, string Where)
{
    /// <summary>The object's "type", or null when it has none.</summary>
    public string? Type => TokenizerJson.Type(Element, Where);

    /// <summary>Refuses fields other than <paramref name="known"/>.</summary>
    public TokenizerPart Only(params ReadOnlySpan<string> known)
    {
        TokenizerJson.RequireOnly(Element, Where, known);
        return this;
    }

    public string String(string name) => TokenizerJson.String(Element, name, Where);

    public string? OptionalString(string name) => TokenizerJson.OptionalString(Element, name, Where);

    /// <summary>A string of one code point.</summary>
    public string Character(string name)
    {
        string value = String(name);
        return value.Length > 0 && CodePoint.Count(value) == 1 ? value : throw TokenizerJson.Invalid($"{Where}.{name}", $"is '{value}', and one character is expected");
    }

    public bool Boolean(string name, bool? fallback = null) => TokenizerJson.Boolean(Element, name, Where, fallback);

    public int Integer(string name, int? fallback = null) => TokenizerJson.Integer(Element, name, Where, fallback);

    public Dictionary<string, int> Vocabulary(string name) => TokenizerJson.Vocabulary(Required(name), $"{Where}.{name}");

    public JsonElement Required(string name) => TokenizerJson.Required(Element, name, Where);

    public TokenizerPart Part(string name) => new(Required(name), $"{Where}.{name}");

    /// <summary>The items of an array.</summary>
    public IEnumerable<TokenizerPart> Parts(string name)
    {
        string list = $"{Where}.{name}";
        return TokenizerJson.Array(Element, name, Where).Select((item, i) => new TokenizerPart(item, $"{list}[{i}]"));
    }

    /// <summary>Says that the <see cref="Type"/> is missing or not known.</summary>
    public Exception Unknown(string kind, string known) =>
        Type is { } type ? TokenizerJson.Unsupported($"the {kind} '{type}' ({Where})", known) : TokenizerJson.Invalid(Where, "has no type");
}
