namespace RerankKit.Sqlite;

/// <summary>What a walk through a database found.</summary>
public sealed record RerankDatabaseVerification
{
    /// <summary>Documents whose vectors were read and compared with their checksum.</summary>
    public long DocumentCount { get; init; }

    /// <summary>The damage, one sentence each; those of documents name them. At most 1,000 are listed.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Whether nothing is damaged.</summary>
    public bool IsSound => Problems.Count == 0;
}
