using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

internal static partial class TokenModelReader
{
    private static UnigramModel ReadUnigram(JsonElement model, FrozenSet<int> hiddenIds) => UnigramModel.Read(model, hiddenIds);
}
