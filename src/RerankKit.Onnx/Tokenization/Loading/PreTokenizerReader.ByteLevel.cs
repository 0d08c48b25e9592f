using System.Text.Json;

namespace RerankKit.Onnx;

internal static partial class PreTokenizerReader
{
    // Branch tok-models replaces this body.
    private static IPreTokenizer ReadByteLevel(JsonElement preTokenizer, string where) =>
        throw TokenizerJson.Unsupported("the pre-tokenizer 'ByteLevel'", $"{where} {preTokenizer.ValueKind}");
}
