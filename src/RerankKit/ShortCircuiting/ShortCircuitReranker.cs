namespace RerankKit;

/// <summary>Answers without a call where reranking could change nothing that the caller would see.</summary>
/// <remarks>
/// One candidate has only one order, and a list that is no longer than <see cref="RerankOptions.TopN"/> loses nothing whatever
/// the order: both come back in first-stage order. Callers who need the order of a short list ask without a TopN.
/// </remarks>
/// <param name="innerReranker">The reranker that is called when there is something to decide.</param>
public sealed class ShortCircuitReranker(IReranker innerReranker) : DelegatingReranker(innerReranker)
{
    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        if (candidates.Count > 1 && !(candidates.Count <= options?.TopN))
        {
            return InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
        }

        RerankArguments.CheckTexts(candidates);
        var stage = new RerankStage("short-circuit", "answered")
        {
            CandidatesIn = candidates.Count,
            Reason = candidates.Count == 1 ? "one candidate" : "no more candidates than asked for",
        };
        return Task.FromResult(FirstStageResponse.Create(candidates, RerankPlacement.ShortCircuited, options?.TopN, stage));
    }
}
