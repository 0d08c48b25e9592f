using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

internal static partial class TokenModelReader
{
    private static BpeModel ReadBpe(JsonElement model, FrozenSet<int> hiddenIds) => BpeModel.Read(model, hiddenIds);
}
