using System.Text.Json.Serialization;

namespace RerankKit.Learning;

/// <summary>How lines are read, without reflection. Other members of a line are the host's own.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ClickedList))]
internal sealed partial class ClickLogJson : JsonSerializerContext;
