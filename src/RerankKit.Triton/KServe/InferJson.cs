using System.Text.Json.Serialization;

namespace RerankKit.Triton;

/// <summary>The protocol's JSON, as far as it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InferRequest))]
internal sealed partial class InferJson : JsonSerializerContext;
