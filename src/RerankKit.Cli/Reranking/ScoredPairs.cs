namespace RerankKit.Cli.Reranking;

/// <summary>The scores that a reranker gives to the first documents of every query of a run, as they are.</summary>
internal sealed class ScoredPairs
{
    private readonly List<(string QueryId, Exception Reason)> _failures = [];

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

    public SpentUsage Usage { get; } = new();

    public bool IsWhole => _failures.Count == 0;

    /// <summary>Scores what is judged. A query that cannot be answered is left out; whatever was answered counts.</summary>
    /// <exception cref="UnfinishedException">Nothing could be scored.</exception>
    public static async Task<ScoredPairs> ReadAsync(IReranker reranker, RunTexts texts, Qrels qrels, int depth, ToolConsole console, CancellationToken cancellationToken)
    {
        RerankerMetadata? metadata = reranker.GetService<RerankerMetadata>();
        var pairs = new ScoredPairs(metadata?.DefaultModelId ?? metadata?.ProviderName ?? "reranker", texts.Run.Name);
        string[] queryIds = [.. texts.Run.QueryIds.Where(id => qrels.Contains(id) && texts.Query(id) is not null)];
        await QueryProgress.RunAsync(console, "Scoring", queryIds.Length, async step =>
        {
            foreach (string queryId in queryIds)
            {
                await pairs.AddAsync(reranker, texts, queryId, depth, cancellationToken);
                step();
            }
        });
        pairs.Usage.Report(console);
        return pairs.Scores.QueryIds.Count > 0 ? pairs
            : pairs._failures is [(_, Exception reason), ..] ? throw new UnfinishedException($"none of the {queryIds.Length} judged queries could be scored: {UserMessage.Of(reason)}")
            : throw new InputException($"the reranker scored none of the {queryIds.Length} judged queries of {texts.Run.Name}; there is nothing to fit.");
    }

    public void WarnOfFailures(ToolConsole console)
    {
        foreach (IGrouping<string, string> reason in _failures.GroupBy(failure => UserMessage.Of(failure.Reason), failure => failure.QueryId, StringComparer.Ordinal))
        {
            console.Warn($"{Figures.Count(reason.Count(), "query", "queries")} could not be scored, left out: {Figures.Ids([.. reason])}: {reason.Key}");
        }
    }

    private async Task AddAsync(IReranker reranker, RunTexts texts, string queryId, int depth, CancellationToken cancellationToken)
    {
        RunCandidates candidates = texts.Candidates(queryId, depth);
        if (candidates.Count == 0)
        {
            return;
        }

        try
        {
            RerankResponse response = await reranker.RerankAsync(texts.Query(queryId)!, candidates.Candidates, cancellationToken: cancellationToken);
            Usage.Add(response);
            RerankResult[] scored = [.. response.Results.Where(result => result.IsScored)];
            if (scored.Length > 0 && (Kind == RerankScoreKind.Unspecified || Kind == response.ScoreKind))
            {
                (Kind, ModelId) = (response.ScoreKind, response.ModelId ?? ModelId);
                Scores.Add(queryId, scored.Select(result => new ScoredDocument(candidates.Candidates[result.Index].Id!, result.Score)));
                FirstStage.Add(queryId, scored.Select(result => new ScoredDocument(candidates.Candidates[result.Index].Id!, candidates.Candidates[result.Index].Score!.Value)));
            }
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception))
        {
            _failures.Add((queryId, exception));
        }
    }
}
