using System.Text.Json;
using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>How answers are written.</summary>
[JsonSerializable(typeof(IEnumerable<RankedText>))]
[JsonSerializable(typeof(RankingAnswer))]
[JsonSerializable(typeof(CohereAnswer))]
[JsonSerializable(typeof(ScoreAnswer))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(ModelsAnswer))]
[JsonSerializable(typeof(TextEmbeddingsInferenceError))]
[JsonSerializable(typeof(CohereError))]
[JsonSerializable(typeof(VllmError))]
[JsonSerializable(typeof(SharedError))]
[JsonSerializable(typeof(RerankRequest))]
[JsonSerializable(typeof(ScoreRequest))]
internal sealed partial class ServerJson : JsonSerializerContext
{
    /// <summary>With texts as they are: nothing here is put into a page.</summary>
    public static ServerJson Plain { get; } = new(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
