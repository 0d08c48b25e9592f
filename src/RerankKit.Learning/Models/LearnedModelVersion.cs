namespace RerankKit.Learning;

/// <summary>What every version has.</summary>
internal sealed record LearnedModelVersion(int Version);
