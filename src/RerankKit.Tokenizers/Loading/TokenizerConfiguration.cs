using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>What tokenizer_config.json and special_tokens_map.json beside a tokenizer add; every field may be absent.</summary>
internal sealed class TokenizerConfiguration
{
    /// <summary>Files without a limit state 1e30; no model is as long as this.</summary>
    private const int LongestPlausible = 100_000_000;

    /// <summary>No configuration files.</summary>
    public static TokenizerConfiguration Empty { get; } = new();

    /// <summary>tokenizer_config.json as it stands, for fields of one kind of tokenizer only (do_lower_case, add_bos_token, ...); Undefined when there is none.</summary>
    public JsonElement Json { get; init; }

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
        var json = ReadFile(Path.Combine(directory, "tokenizer_config.json"));
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
    public string? SpecialToken(string role) => Content(Json, role) ?? Content(SpecialTokensMap, role);

    /// <summary>A Boolean of tokenizer_config.json; null when absent.</summary>
    public bool? Boolean(string name) =>
        Json.ValueKind != JsonValueKind.Object || TokenizerJson.IsNull(Json, name) ? null : TokenizerJson.Boolean(Json, name, "tokenizer_config.json");

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

    private static int? Length(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || TokenizerJson.IsNull(json, "model_max_length"))
        {
            return null;
        }

        var value = json.GetProperty("model_max_length");
        if (value.ValueKind != JsonValueKind.Number || value.GetDouble() < 1)
        {
            throw TokenizerJson.Invalid("tokenizer_config.json.model_max_length", $"is {value.GetRawText()}, and a number of at least 1 is expected");
        }

        return value.GetDouble() <= LongestPlausible ? (int)value.GetDouble() : null;
    }

    private static bool? IsLeft(JsonElement json, string name) =>
        (json.ValueKind == JsonValueKind.Object ? TokenizerJson.OptionalString(json, name, "tokenizer_config.json") : null) switch
        {
            null => null,
            "left" => true,
            "right" => false,
            var side => throw TokenizerJson.Invalid($"tokenizer_config.json.{name}", $"is '{side}', and left or right is expected"),
        };

    private static string? Content(JsonElement json, string role) =>
        json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(role, out var token) ? null
        : token.ValueKind == JsonValueKind.String ? token.GetString()
        : token.ValueKind == JsonValueKind.Object ? TokenizerJson.String(token, "content", role)
        : null;
}
