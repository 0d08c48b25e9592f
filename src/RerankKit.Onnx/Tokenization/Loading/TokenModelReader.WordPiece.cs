using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Onnx;

internal static partial class TokenModelReader
{
    private static ITokenModel ReadWordPiece(JsonElement model, FrozenSet<int> hiddenIds) =>
        throw TokenizerJson.Unsupported("the model type 'WordPiece'", $"{model.ValueKind} {hiddenIds.Count}");

    private static ITokenModel ReadWordLevel(JsonElement model, FrozenSet<int> hiddenIds) =>
        throw TokenizerJson.Unsupported("the model type 'WordLevel'", $"{model.ValueKind} {hiddenIds.Count}");
}
