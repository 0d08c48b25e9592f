namespace RerankKit.Cli.Reranking;

/// <summary>Reranks the top of each query of a run; nothing is lost but what is cut on request.</summary>
internal sealed class RunReranking(IReranker reranker, RunTexts texts, int depth, int top)
{
    private readonly CutTexts _cut = new();

    /// <summary>How many candidates the reranker was given.</summary>
    public int CandidateCount { get; private set; }

    /// <summary>What the calls used up.</summary>
    public SpentUsage Usage { get; } = new();

    /// <summary>What happened to documents that did not get a score of their own.</summary>
    public LeftDocuments Left { get; } = new();

    /// <summary>Documents that were to be reranked and have no text.</summary>
    public List<string> MissingDocumentIds { get; } = [];

    /// <summary>What the reranker will be asked about a query.</summary>
    public RunCandidates Candidates(string queryId) => texts.Candidates(queryId, depth);

    /// <summary>Reranks one query.</summary>
    /// <returns>The documents in their new order, with scores that say this order; the run's order where the collection has no text to go by.</returns>
    public async Task<List<ScoredDocument>> RerankAsync(string queryId, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScoredDocument> ranking = Ranking(queryId);
        RunCandidates candidates = Candidates(queryId);
        if (texts.Query(queryId) is not { } query)
        {
            return KeepOrder(queryId);
        }

        MissingDocumentIds.AddRange(ranking.Take(depth).Select(document => document.Id).Where(id => !texts.HasDocument(id)));
        Left.BelowDepth += Math.Max(0, ranking.Count - depth);
        if (candidates.Count == 0)
        {
            return KeepOrder(queryId);
        }

        RerankResponse response = await reranker.RerankAsync(query, candidates.Candidates, cancellationToken: cancellationToken);
        CandidateCount += candidates.Count;
        Usage.Add(response);
        Left.Add(response);
        _cut.Add(response);
        return response.Results.Any(result => result.IsScored) ? Order(response, candidates.Positions, ranking) : KeepOrder(queryId);
    }

    /// <summary>The documents in the run's order.</summary>
    public List<ScoredDocument> KeepOrder(string queryId)
    {
        var scores = new DescendingScores();
        return [.. Ranking(queryId).Take(top).Select(document => document with { Score = scores.Next(document.Score) })];
    }

    /// <summary>Says in one line what was cut to fit the model, where anything was.</summary>
    public void ReportCut(ToolConsole console) => _cut.Report(reranker, console);

    private IReadOnlyList<ScoredDocument> Ranking(string queryId) => texts.Run.GetRanking(queryId);

    private List<ScoredDocument> Order(RerankResponse response, IReadOnlyList<int> positions, IReadOnlyList<ScoredDocument> ranking)
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
