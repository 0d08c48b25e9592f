using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Onnx;

internal static partial class TokenModelReader
{
    // Branch tok-models replaces this body.
    private static ITokenModel ReadUnigram(JsonElement model, FrozenSet<int> hiddenIds) =>
        throw TokenizerJson.Unsupported("the model type 'Unigram'", $"{model.ValueKind} {hiddenIds.Count}");
}
