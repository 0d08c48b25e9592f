namespace RerankKit.Evaluation;

/// <summary>How the documents of one query differ between two runs.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="LostIds">Documents that the baseline has and the candidate lacks, in byte order.</param>
/// <param name="AddedIds">Documents that the candidate has and the baseline lacks, in byte order.</param>
public sealed record PoolDifference(string QueryId, IReadOnlyList<string> LostIds, IReadOnlyList<string> AddedIds);
