using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

internal static partial class TokenModelReader
{
    private static WordPieceModel ReadWordPiece(JsonElement model, FrozenSet<int> hiddenIds)
    {
        TokenizerJson.RequireOnly(model, "model", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab");
        return new(
            TokenizerJson.Vocabulary(model, "vocab", "model"),
            TokenizerJson.String(model, "unk_token", "model"),
            TokenizerJson.String(model, "continuing_subword_prefix", "model"),
            TokenizerJson.Integer(model, "max_input_chars_per_word", "model"),
            hiddenIds);
    }

    private static WordLevelModel ReadWordLevel(JsonElement model, FrozenSet<int> hiddenIds)
    {
        TokenizerJson.RequireOnly(model, "model", "unk_token", "vocab");
        return new(TokenizerJson.Vocabulary(model, "vocab", "model"), TokenizerJson.String(model, "unk_token", "model"), hiddenIds);
    }
}
