using System.Text.Json;

namespace RerankKit.Onnx;

/// <summary>Builds the normalizer of a tokenizer.json.</summary>
internal static partial class NormalizerReader
{
    public static INormalizer? Read(JsonElement normalizer, string where = "normalizer") =>
        normalizer.ValueKind == JsonValueKind.Null ? null : TokenizerJson.Type(normalizer, where) switch
        {
            "Precompiled" => ReadPrecompiled(normalizer, where),
            "ByteLevel" => ReadByteLevel(normalizer, where),
            string type => throw TokenizerJson.Unsupported($"the normalizer '{type}' ({where})", "the known types are BertNormalizer, ..."),
            null => throw TokenizerJson.Invalid(where, "has no type"),
        };
}
