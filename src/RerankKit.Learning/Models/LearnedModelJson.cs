using System.Text.Json.Serialization;

namespace RerankKit.Learning;

/// <summary>How it is read and written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LearnedModelDocument))]
[JsonSerializable(typeof(LearnedModelVersion))]
internal sealed partial class LearnedModelJson : JsonSerializerContext;
