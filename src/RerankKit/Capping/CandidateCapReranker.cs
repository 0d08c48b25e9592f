namespace RerankKit;

/// <summary>Sends only the best candidates of the first stage inward; the rest follow unscored in first-stage order.</summary>
/// <param name="innerReranker">The reranker that scores.</param>
/// <param name="maxCandidates">How many candidates go inward at most; 1 or more.</param>
/// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="maxCandidates"/> is less than 1.</exception>
public sealed class CandidateCapReranker(IReranker innerReranker, int maxCandidates, TimeProvider? timeProvider = null) : DelegatingReranker(innerReranker)
{
    private const string StageName = "candidate-cap";
    private readonly int _maxCandidates = Allow.AtLeast(maxCandidates, 1, name: nameof(maxCandidates));
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        if (candidates.Count <= _maxCandidates)
        {
            return await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        }

        var timer = StageTimer.Start(_timeProvider);
        var subset = CandidateSubset.BestOf(candidates, _maxCandidates);
        timer.Pause();
        RerankResponse response = await InnerReranker.RerankAsync(query, subset.Candidates, options, cancellationToken).ConfigureAwait(false);
        timer.Resume();
        RerankResult[] results = subset.Restore(response.Results, RerankPlacement.Capped, options?.TopN);
        return response.WithStage(results, new(StageName, "capped")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = response.CountScored(),
            Duration = timer.Elapsed,
        });
    }
}
