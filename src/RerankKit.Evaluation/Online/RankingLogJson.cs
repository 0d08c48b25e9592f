using System.Text.Json.Serialization;

namespace RerankKit.Evaluation;

/// <summary>How lines are read, without reflection. Other members of a line are the application's own.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RankingLogLine))]
internal sealed partial class RankingLogJson : JsonSerializerContext;
