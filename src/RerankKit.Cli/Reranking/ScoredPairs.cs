namespace RerankKit.Cli.Reranking;

/// <summary>The scores that a reranker gives to the first documents of every query of a run, as they are.</summary>
internal sealed class ScoredPairs
{
    private ScoredPairs(string name, string firstStage)
    {
        Scores = new(name);
        FirstStage = new(firstStage);
    }

    /// <summary>The documents that were scored.</summary>
    public Run Scores { get; }

    /// <summary>The same documents with the scores of the run.</summary>
    public Run FirstStage { get; }

    /// <summary>What the scores are; those of other kinds, as a fallback gives them, are not among them.</summary>
    public RerankScoreKind Kind { get; private set; }

    public string? ModelId { get; private set; }

    /// <summary>Scores what is judged.</summary>
    /// <exception cref="InputException">There is nothing scored.</exception>
    /// <exception cref="UnfinishedException">A query could not be scored.</exception>
    public static async Task<ScoredPairs> ReadAsync(KeptScoring scoring, RunTexts texts, IReadOnlyList<(string Id, string Query, RunCandidates Candidates)> queries, ToolConsole console, CancellationToken cancellationToken)
    {
        var pairs = new ScoredPairs(scoring.Metadata?.DefaultModelId ?? scoring.Metadata?.ProviderName ?? "reranker", texts.Run.Name);
        await QueryProgress.RunAsync(console, "Scoring", queries.Count, async step =>
        {
            foreach ((string id, string query, RunCandidates candidates) in queries)
            {
                if (candidates.Count > 0 && await scoring.ScoreAsync(id, query, candidates.Candidates, cancellationToken) is { } response)
                {
                    pairs.Add(id, candidates.Candidates, response);
                }

                step();
            }
        });
        return pairs.Scores.QueryIds.Count > 0 ? pairs : throw new InputException($"the reranker scored none of the {queries.Count} judged queries of {texts.Run.Name}; there is nothing to fit.");
    }

    private void Add(string queryId, IReadOnlyList<RerankCandidate> candidates, RerankResponse response)
    {
        RerankResult[] scored = [.. response.Results.Where(result => result.IsScored)];
        if (scored.Length > 0 && (Kind == RerankScoreKind.Unspecified || Kind == response.ScoreKind))
        {
            (Kind, ModelId) = (response.ScoreKind, response.ModelId ?? ModelId);
            Scores.Add(queryId, scored.Select(result => new ScoredDocument(candidates[result.Index].Id!, result.Score)));
            FirstStage.Add(queryId, scored.Select(result => new ScoredDocument(candidates[result.Index].Id!, candidates[result.Index].Score!.Value)));
        }
    }
}
