using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>What a ranking cost, and what was cut, in Cohere's words.</summary>
internal sealed record CohereMeta(
    [property: JsonPropertyName("api_version")] CohereVersion Version,
    [property: JsonPropertyName("billed_units")] BilledUnits Billed,
    [property: JsonPropertyName("tokens"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CohereTokens? Tokens,
    [property: JsonPropertyName("warnings"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Warnings)
{
    // Cohere bills a query with up to a hundred documents as one.
    private const int DocumentsPerUnit = 100;

    public static CohereMeta Of(string version, int documents, long? tokens, IReadOnlyList<string>? warnings) => new(
        new(version),
        new((documents + DocumentsPerUnit - 1) / DocumentsPerUnit),
        tokens is long input ? new(input) : null,
        warnings);
}
