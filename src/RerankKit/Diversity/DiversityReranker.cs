namespace RerankKit;

/// <summary>Reorders the head of a ranking so that near-duplicates do not fill it: maximal marginal relevance.</summary>
/// <remarks>
/// <para>
/// Place after place takes the candidate with the highest λ · relevance − (1 − λ) · (similarity to the most similar one that stands
/// higher); relevance is the score, min-max normalised over all scored candidates. Equal values keep the reranker's order.
/// Carbonell and Goldstein, "The use of MMR", SIGIR 1998.
/// </para>
/// <para>
/// The new order no longer is that of any score, so the response's kind becomes <see cref="RerankScoreKind.RankOnly"/>: the score of
/// rank r is 1/r, and the reranker's own stands in <see cref="RerankResult.RawScore"/>. Put a score cutoff inside, not outside.
/// Candidates that were not scored stay where they are; where nothing was scored the response passes unchanged. The whole list
/// decides the order, so <see cref="RerankerMetadata.IsPointwise"/> is false.
/// </para>
/// </remarks>
public sealed class DiversityReranker : DelegatingReranker
{
    private const string StageName = "diversity";
    private readonly DiversityOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes a diversifier.</summary>
    /// <param name="innerReranker">The reranker that scores. It is asked for the whole list; a TopN is cut afterwards.</param>
    /// <param name="options">λ, depth, similarity and group cap; null for the defaults. They are copied.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public DiversityReranker(IReranker innerReranker, DiversityOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        _options = (options ?? new()).Clone();
        _options.Check();
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        object? service = base.GetService(serviceType, serviceKey);
        return service is RerankerMetadata metadata ? Describe(metadata) : service;
    }

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankResponse response = await InnerReranker
            .RerankAsync(query, candidates, options.WithoutTopN(), cancellationToken)
            .ConfigureAwait(false);
        var timer = StageTimer.Start(_timeProvider);
        int scored = response.CountScored();
        int count = Math.Min(response.Results.Count, options?.TopN ?? int.MaxValue);
        var results = new RerankResult[count];
        int moved = 0;
        int[] head = scored == 0 ? [] : MarginalRelevance.Order(response.Results, scored, candidates, _options, count, cancellationToken);
        for (int rank = 0; rank < count; rank++)
        {
            int position = rank < head.Length ? head[rank] : rank;
            RerankResult result = response.Results[position];
            results[rank] = rank < scored ? result with { Score = 1.0 / (rank + 1), RawScore = result.RawScore ?? result.Score } : result;
            moved += position == rank ? 0 : 1;
        }

        return response.WithStage(
            results,
            scored == 0 ? response.ScoreKind : RerankScoreKind.RankOnly,
            new(StageName, scored == 0 ? "not-applied" : "diversified")
            {
                CandidatesIn = candidates.Count,
                CandidatesScored = scored,
                Duration = timer.Elapsed,
                Reason = scored == 0 ? "nothing was scored" : Invariant($"{moved} of {count} moved"),
            });
    }

    private static RerankerMetadata Describe(RerankerMetadata inner) => new(inner)
    {
        ScoreKind = RerankScoreKind.RankOnly,
        IsPointwise = false,
    };
}
