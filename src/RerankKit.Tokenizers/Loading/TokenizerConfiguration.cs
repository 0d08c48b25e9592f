using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>What tokenizer_config.json and special_tokens_map.json beside a tokenizer add; every field may be absent.</summary>
internal sealed class TokenizerConfiguration
{
    /// <summary>Files without a limit state 1e30; no model is as long as this.</summary>
    private const int LongestPlausible = 100_000_000;

    /// <summary>tokenizer_config.json as it stands, for fields of one kind of tokenizer only (do_lower_case, add_bos_token, ...); Undefined when there is none.</summary>
    public TokenizerPart Json { get; init; }

    /// <summary>special_tokens_map.json as it stands; Undefined when there is none.</summary>
    public JsonElement SpecialTokensMap { get; init; }

    /// <summary>The length the model was made for, in tokens, special tokens included; null when not stated or absurd.</summary>
    public int? MaxLength { get; init; }

    public bool? PadsLeft { get; init; }

    public bool? TruncatesLeft { get; init; }

    public string? PadToken => SpecialToken("pad_token");

    /// <summary>Reads what there is in a directory.</summary>
    public static TokenizerConfiguration Read(string directory)
    {
        var json = new TokenizerPart(ReadFile(Path.Combine(directory, "tokenizer_config.json")), "tokenizer_config.json");
        return new()
        {
            Json = json,
            SpecialTokensMap = ReadFile(Path.Combine(directory, "special_tokens_map.json")),
            MaxLength = Length(json),
            PadsLeft = IsLeft(json, "padding_side"),
            TruncatesLeft = IsLeft(json, "truncation_side"),
        };
    }

    /// <summary>A special token by its role, such as "cls_token"; null when neither file names it.</summary>
    public string? SpecialToken(string role) => Content(Json.Element, role) ?? Content(SpecialTokensMap, role);

    /// <summary>A Boolean of tokenizer_config.json; null when absent.</summary>
    public bool? Boolean(string name) => Json.Lacks(name) ? null : Json.Boolean(name);

    private static JsonElement ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            return default;
        }

        LfsPointer.Refuse(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new InvalidDataException($"'{path}' holds {document.RootElement.ValueKind}, and an object is expected. Download the file again.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not valid JSON: {e.Message} Download the file again.", e);
        }
    }

    private static int? Length(TokenizerPart json)
    {
        const string Name = "model_max_length";
        return json.Lacks(Name) ? null
            : json.Required(Name) is not { ValueKind: JsonValueKind.Number } value || value.GetDouble() < 1 ? throw json.Wrong(Name, "a number of at least 1")
            : value.GetDouble() <= LongestPlausible ? (int)value.GetDouble()
            : null;
    }

    private static bool? IsLeft(TokenizerPart json, string name) => json.OptionalString(name) switch
    {
        null => null,
        "left" => true,
        "right" => false,
        var side => throw TokenizerJson.Invalid($"{json.Where}.{name}", $"is '{side}', and left or right is expected"),
    };

    private static string? Content(JsonElement json, string role) =>
        json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(role, out var token) ? null
        : token.ValueKind == JsonValueKind.String ? token.GetString()
        : token.ValueKind == JsonValueKind.Object ? new TokenizerPart(token, role).String("content")
        : null;
}
