using System.Text.Json;

namespace RerankKit.Tokenizers;

internal static partial class NormalizerReader
{
    private static PrecompiledNormalizer ReadPrecompiled(JsonElement normalizer, string where)
    {
        TokenizerJson.RequireOnly(normalizer, where, "precompiled_charsmap");
        JsonElement map = TokenizerJson.Required(normalizer, "precompiled_charsmap", where);
        return map.ValueKind == JsonValueKind.String && map.TryGetBytesFromBase64(out byte[]? bytes)
            ? new PrecompiledNormalizer(Charsmap.Read(bytes))
            : throw TokenizerJson.Invalid($"{where}.precompiled_charsmap", "is not a string in base64");
    }

    private static ByteLevelNormalizer ReadByteLevel(JsonElement normalizer, string where)
    {
        TokenizerJson.RequireOnly(normalizer, where);
        return new ByteLevelNormalizer();
    }
}
