using System.Text.Json.Serialization;

namespace RerankKit.Learning;

/// <summary>A model as it is written.</summary>
internal sealed record LearnedModelDocument(
    [property: JsonRequired] int Version,
    [property: JsonRequired] IReadOnlyList<string> Features,
    [property: JsonRequired] LearnedModelEvidence Evidence,
    [property: JsonRequired] IReadOnlyList<RegressionTree> Trees);
