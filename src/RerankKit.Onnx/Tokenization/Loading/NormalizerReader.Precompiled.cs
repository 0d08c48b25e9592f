using System.Text.Json;

namespace RerankKit.Onnx;

internal static partial class NormalizerReader
{
    // Branch tok-models replaces these bodies.
    private static INormalizer ReadPrecompiled(JsonElement normalizer, string where) =>
        throw TokenizerJson.Unsupported("the normalizer 'Precompiled'", $"{where} {normalizer.ValueKind}");

    private static INormalizer ReadByteLevel(JsonElement normalizer, string where) =>
        throw TokenizerJson.Unsupported("the normalizer 'ByteLevel'", $"{where} {normalizer.ValueKind}");
}
