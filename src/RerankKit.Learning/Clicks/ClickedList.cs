using System.Text.Json.Serialization;

namespace RerankKit.Learning;

/// <summary>A line of a click log.</summary>
internal sealed record ClickedList(
    [property: JsonRequired] string Query,
    [property: JsonRequired] IReadOnlyList<string> Shown,
    [property: JsonRequired] IReadOnlyList<string> Clicked);

/// <summary>How lines are read, without reflection. Other members of a line are the host's own.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ClickedList))]
internal sealed partial class ClickLogJson : JsonSerializerContext;
