using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Sweeping;

/// <summary>What a reranker will be asked, and what that costs, by estimate.</summary>
internal sealed class SweepEstimates(IReadOnlyList<Run> runs, RunTexts texts, IReadOnlyList<int> depths)
{
    /// <summary>Everything that is asked: each pair once where each is scored by itself, else each list.</summary>
    public CallEstimate? All(RerankerArgument reranker, bool isPointwise) => reranker.Estimate(isPointwise ? Pairs() : from run in runs from depth in depths from query in List(run, depth) select query);

    /// <summary>What each depth of each run costs; null where there is no price.</summary>
    public IReadOnlyList<decimal>? ByCell(RerankerArgument reranker)
    {
        decimal?[] costs = [.. from run in runs from depth in depths select reranker.Estimate(List(run, depth))?.Cost];
        return costs.All(cost => cost is not null) ? [.. costs.Select(cost => cost!.Value)] : null;
    }

    private IEnumerable<(string Query, RunCandidates Candidates)> List(Run run, int depth) =>
        from queryId in texts.Run.QueryIds
        where run.Contains(queryId) && texts.Query(queryId) is not null
        select (texts.Query(queryId)!, Candidates(run.GetRanking(queryId).Take(depth)));

    private IEnumerable<(string Query, RunCandidates Candidates)> Pairs() =>
        from queryId in texts.Run.QueryIds
        where texts.Query(queryId) is not null
        select (texts.Query(queryId)!, Candidates(texts.Run.GetRanking(queryId)));

    private RunCandidates Candidates(IEnumerable<ScoredDocument> documents) =>
        new([.. documents.Select(document => texts.Document(document.Id)).OfType<string>().Select(text => new RerankCandidate(text))], []);
}
