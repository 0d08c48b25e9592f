using System.Text.Json;

namespace RerankKit.Onnx;

/// <summary>Builds the pre-tokenizer of a tokenizer.json.</summary>
internal static partial class PreTokenizerReader
{
    public static IPreTokenizer? Read(JsonElement preTokenizer, string where = "pre_tokenizer") =>
        preTokenizer.ValueKind == JsonValueKind.Null ? null : TokenizerJson.Type(preTokenizer, where) switch
        {
            "ByteLevel" => ReadByteLevel(preTokenizer, where),
            string type => throw TokenizerJson.Unsupported($"the pre-tokenizer '{type}' ({where})", "the known types are BertPreTokenizer, ..."),
            null => throw TokenizerJson.Invalid(where, "has no type"),
        };
}
