using System.Text.Json;

namespace RerankKit.Onnx;

/// <summary>What tokenizer_config.json and special_tokens_map.json beside a tokenizer add; every field may be absent.</summary>
internal sealed class TokenizerConfiguration
{
    /// <summary>No configuration files.</summary>
    public static TokenizerConfiguration Empty { get; } = new();

    /// <summary>tokenizer_config.json as it stands, for fields of one kind of tokenizer only (do_lower_case, add_bos_token, ...); Undefined when there is none.</summary>
    public JsonElement Json { get; init; }

    /// <summary>The length the model was made for, in tokens, special tokens included; null when not stated or absurd.</summary>
    public int? MaxLength { get; init; }

    public bool PadsLeft { get; init; }

    public bool TruncatesLeft { get; init; }

    public string? PadToken { get; init; }
}
