using RerankKit.Evaluation;

namespace RerankKit.Cli.Reranking;

/// <summary>Reranks the top of each query of a run; nothing is lost but what is cut on request.</summary>
internal sealed class RunReranking(IReranker reranker, int depth, int top)
{
    /// <summary>How many candidates the reranker was given.</summary>
    public int CandidateCount { get; private set; }

    /// <summary>What the calls used up.</summary>
    public SpentUsage Usage { get; } = new();

    /// <summary>Documents that were to be reranked and have no text.</summary>
    public List<string> MissingDocumentIds { get; } = [];

    /// <summary>Reranks one query.</summary>
    /// <param name="query">The query's text; null when the collection lacks it, which leaves the run's order.</param>
    /// <param name="ranking">The run's documents, best first.</param>
    /// <param name="corpus">Id to document.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The documents in their new order, with scores that say this order.</returns>
    public async Task<List<ScoredDocument>> RerankAsync(
        string? query,
        IReadOnlyList<ScoredDocument> ranking,
        IReadOnlyDictionary<string, BeirDocument> corpus,
        CancellationToken cancellationToken)
    {
        var candidates = new List<RerankCandidate>(Math.Min(depth, ranking.Count));
        var positions = new List<int>(candidates.Capacity);
        for (int i = 0; i < ranking.Count && i < depth && query is not null; i++)
        {
            if (corpus.TryGetValue(ranking[i].Id, out BeirDocument? document))
            {
                candidates.Add(new(document.TitleAndText) { Id = document.Id, Score = ranking[i].Score });
                positions.Add(i);
            }
            else
            {
                MissingDocumentIds.Add(ranking[i].Id);
            }
        }

        if (candidates.Count == 0)
        {
            return KeepOrder(ranking);
        }

        RerankResponse response = await reranker.RerankAsync(query!, candidates, cancellationToken: cancellationToken);
        CandidateCount += candidates.Count;
        Usage.Add(response);
        return Order(response, positions, ranking);
    }

    private List<ScoredDocument> KeepOrder(IReadOnlyList<ScoredDocument> ranking)
    {
        var scores = new DescendingScores();
        var ordered = new List<ScoredDocument>();
        for (int i = 0; i < ranking.Count && i < top; i++)
        {
            ordered.Add(ranking[i] with { Score = scores.Next(ranking[i].Score) });
        }

        return ordered;
    }

    private List<ScoredDocument> Order(RerankResponse response, List<int> positions, IReadOnlyList<ScoredDocument> ranking)
    {
        var scores = new DescendingScores();
        var ordered = new List<ScoredDocument>(ranking.Count);
        bool[] isPlaced = new bool[ranking.Count];
        foreach (RerankResult result in response.Results)
        {
            if (result.IsScored)
            {
                int position = positions[result.Index];
                ordered.Add(new(ranking[position].Id, scores.Next(result.Score)));
                isPlaced[position] = true;
            }
        }

        if (ordered.Count == 0)
        {
            return KeepOrder(ranking);
        }

        // What the reranker did not score stands in the run's order: capped, without text, or below the depth.
        for (int i = 0; i < ranking.Count; i++)
        {
            if (!isPlaced[i])
            {
                ordered.Add(new(ranking[i].Id, scores.NextWithout()));
            }
        }

        return ordered.Count > top ? ordered[..top] : ordered;
    }
}
