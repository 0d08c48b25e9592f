namespace RerankKit.Sqlite;

/// <summary>One step from a schema to the next.</summary>
/// <param name="Version">The version that the step leads to.</param>
/// <param name="Sql">What it does.</param>
internal sealed record SchemaVersion(int Version, string Sql);
