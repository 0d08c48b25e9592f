using System.Diagnostics;
using RerankKit;
using RerankKit.Evaluation;
using SearchWeb.Retrieval;
using SearchWeb.Searching;

namespace SearchWeb.Measuring;

/// <summary>Takes all judged queries through the first stage, once, and through the pipeline that a request asks for. One at a time.</summary>
internal sealed class Measurer(Collection collection, HybridRetriever retriever, VectorIndex vectors, Rerankers rerankers) : IDisposable
{
    private const string Decisive = "ndcg@10";
    private const string FusedName = "first stage";
    private static readonly IReadOnlyList<RankingMetric> Metrics = RankingMetric.ParseList("ndcg@10,rr@10,p@5,recall@50");
    private static readonly EvaluationOptions Complete = new() { IsComplete = true };
    private readonly FirstStage?[] _found = new FirstStage?[collection.Queries.Count];
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Measures.</summary>
    /// <exception cref="BadHttpRequestException">There is nothing to measure by, or not yet.</exception>
    public async Task<Measurement> MeasureAsync(SearchSettings settings, CancellationToken cancellationToken)
    {
        if (collection.Queries.Count == 0)
        {
            throw new BadHttpRequestException($"The collection {collection.Name} has no judged queries, so that nothing can be measured.", StatusCodes.Status404NotFound);
        }

        if (!vectors.IsWhole)
        {
            throw new BadHttpRequestException("Not all passages have their vectors yet; ask again.", StatusCodes.Status503ServiceUnavailable);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            Run[] firstStages = await RetrieveAsync(cancellationToken);
            return settings.Reranker == SearchSettings.NoReranker
                ? new(collection.Queries.Count, settings.Depth, [.. firstStages.Select(Evaluate)], null, [], null)
                : await RerankAsync(firstStages, settings, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Run[]> RetrieveAsync(CancellationToken cancellationToken)
    {
        Run[] runs = [new("bm25"), new("vectors"), new(FusedName)];
        foreach ((int i, BeirQuery query) in collection.Queries.Index())
        {
            FirstStage found = _found[i] ??= await retriever.RetrieveAsync(query.Text, cancellationToken);
            for (int list = 0; list < 2; list++)
            {
                runs[list].AddRanking(query.Id, found.Fused.Where(item => item.GetSource(list).Rank is not null).OrderBy(item => item.GetSource(list).Rank).Select(item => collection.Documents[item.Key].Id));
            }

            runs[2].AddRanking(query.Id, found.Candidates.Select(IdOf));
        }

        return runs;
    }

    private async Task<Measurement> RerankAsync(Run[] firstStages, SearchSettings settings, CancellationToken cancellationToken)
    {
        var reranked = new Run("reranked");
        var times = new List<double>();
        foreach ((int i, BeirQuery query) in collection.Queries.Index())
        {
            RerankCandidate[] candidates = _found[i]!.Candidates;
            long start = Stopwatch.GetTimestamp();
            RerankResponse response = await rerankers.RerankAsync(query.Text, candidates, settings, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            reranked.AddRanking(query.Id, response.Results.Select(result => IdOf(candidates[result.Index])));
        }

        MetricComparison change = RunComparison.Compare(collection.Qrels, firstStages[^1], reranked, [Decisive], new() { Evaluation = Complete })[Decisive];
        Dictionary<string, string> texts = collection.Queries.ToDictionary(query => query.Id, query => query.Text, StringComparer.Ordinal);
        times.Sort();
        return new(
            collection.Queries.Count,
            settings.Depth,
            [.. firstStages.Append(reranked).Select(Evaluate)],
            new(change.Difference, change.Interval.Low, change.Interval.High, change.RandomisationPValue, change.Wins, change.Ties, change.Losses),
            [.. change.Queries.Where(query => texts.ContainsKey(query.QueryId)).OrderByDescending(query => query.Difference).Select(query => new MeasuredQuery(texts[query.QueryId], query.Baseline, query.Candidate))],
            new(times[times.Count / 2], times[times.Count * 19 / 20]));
    }

    private MeasuredList Evaluate(Run run)
    {
        EvaluationResult result = Evaluator.Evaluate(collection.Qrels, run, Metrics, Complete);
        return new(run.Name, Metrics.ToDictionary(metric => metric.Name, metric => result[metric], StringComparer.Ordinal));
    }

    private static string IdOf(RerankCandidate candidate) => ((BeirDocument)candidate.Item!).Id;
}
