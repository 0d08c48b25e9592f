using System.Text.Json;

namespace RerankKit.Tokenizers;

internal static partial class PreTokenizerReader
{
    private static ByteLevelPreTokenizer ReadByteLevel(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "add_prefix_space", "trim_offsets", "use_regex");
        return new ByteLevelPreTokenizer(
            TokenizerJson.Boolean(preTokenizer, "add_prefix_space", where),
            TokenizerJson.Boolean(preTokenizer, "use_regex", where, fallback: true),
            writeBytes: true);
    }
}
