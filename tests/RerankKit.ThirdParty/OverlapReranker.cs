using RerankKit;
using RerankKit.Authoring;

namespace Acme.Reranking;

/// <summary>Scores a candidate by the share of the query's words that it has.</summary>
public sealed class OverlapReranker(OverlapOptions options, TimeProvider? timeProvider = null) : IReranker
{
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private readonly RerankerMetadata _metadata = new("acme-overlap") { ScoreKind = RerankScoreKind.Similarity, Revision = $"{options.MinWordLength}" };

    public Task<RerankResponse> RerankAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
        RerankArguments.CheckSource(query, candidates, cancellationToken) ?? Task.FromResult(Rank(query, candidates, options?.TopN));

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : null;
    }

    public void Dispose()
    {
    }

    private RerankResponse Rank(string query, IReadOnlyList<RerankCandidate> candidates, int? topN)
    {
        var timer = StageTimer.Start(_timeProvider);
        string[] words = [.. query.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= options.MinWordLength)];
        var results = new RerankResult[candidates.Count];
        int scored = 0;
        for (int i = 0; i < results.Length; i++)
        {
            string text = candidates[i].Text;
            bool isScored = words.Length > 0 && text.Length > 0;
            results[i] = isScored
                ? new(i, words.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) / (double)words.Length)
                : RerankResult.Unscored(i, RerankPlacement.Unscored);
            scored += isScored ? 1 : 0;
        }

        return new(RankedResults.Create(results, candidates, topN))
        {
            ScoreKind = RerankScoreKind.Similarity,
            Stages = [new("acme-overlap", "scored") { CandidatesIn = candidates.Count, CandidatesScored = scored, Duration = timer.Elapsed }],
        };
    }
}
