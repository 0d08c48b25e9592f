using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the model of a tokenizer.json.</summary>
/// <remarks>
/// A reader takes the ids that text must never yield: those of special tokens, when special tokens in user text are text. A model
/// leaves them out of what it looks for (its unknown token may still be yielded as such); the set is empty when parity is asked for.
/// </remarks>
internal static class TokenModelReader
{
    public static ITokenModel Read(JsonElement json, FrozenSet<int> hiddenIds)
    {
        var model = new TokenizerPart(json, "model");
        string type = model.Type ?? GuessType(model);
        return type switch
        {
            "WordPiece" => new WordPieceModel(
                PackedVocabulary.Create(model.Only("unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab").Part("vocab").Vocabulary()),
                model.String("unk_token"),
                model.String("continuing_subword_prefix"),
                model.Integer("max_input_chars_per_word"),
                hiddenIds),
            "WordLevel" => new WordLevelModel(model.Only("unk_token", "vocab").Part("vocab").Vocabulary(), model.String("unk_token"), hiddenIds),
            "Unigram" => UnigramModel.Read(json, hiddenIds),
            "BPE" => BpeModel.Read(json, hiddenIds),
            _ => throw TokenizerJson.Unsupported($"the model type '{type}'", "the known types are WordPiece, WordLevel, Unigram and BPE"),
        };
    }

    /// <summary>Files of the first versions name no type: each kind has a field of its own.</summary>
    private static string GuessType(TokenizerPart model) =>
        model.Element.TryGetProperty("merges", out _) ? "BPE"
        : model.Element.TryGetProperty("continuing_subword_prefix", out _) ? "WordPiece"
        : model.Required("vocab").ValueKind == JsonValueKind.Array ? "Unigram"
        : "WordLevel";
}
