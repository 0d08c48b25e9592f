namespace RerankKit;

/// <summary>What every version has.</summary>
internal sealed record CalibrationVersion(int Version);
