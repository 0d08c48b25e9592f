using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>The units that Cohere would bill.</summary>
internal sealed record BilledUnits([property: JsonPropertyName("search_units")] int SearchUnits);
