using System.Text.Json.Serialization;

namespace RerankKit.Learning;

/// <summary>A line of a click log.</summary>
internal sealed record ClickedList(
    [property: JsonRequired] string Query,
    [property: JsonRequired] IReadOnlyList<string> Shown,
    [property: JsonRequired] IReadOnlyList<string> Clicked);
