using System.Diagnostics;

namespace RerankKit.Evaluation;

/// <summary>Measures rerankers on a collection of one's own: speed, memory, and quality where there are judgements.</summary>
/// <remarks>
/// Every query is one call, because times differ by text: a percentile over calls with the same text would say nothing of that. Memory is the process's:
/// measure the smallest reranker first, or each in a process of its own, and take figures of one run on a quiet machine.
/// </remarks>
public static class RerankerBenchmark
{
    private static readonly RankingMetric[] Metrics = ["ndcg@10"];

    /// <summary>Loads a reranker, warms it up, and times a call for each query.</summary>
    /// <param name="name">What it is called in the result.</param>
    /// <param name="load">Makes the reranker, which is disposed at the end.</param>
    /// <param name="dataset">Queries and documents, and judgements where there are some.</param>
    /// <param name="run">What the first stage found. Null takes documents at random, which times calls and says nothing of quality.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">No query of the collection is in the run, or none of their documents in the collection.</exception>
    public static async Task<RerankerBenchmarkResult> MeasureAsync(
        string name,
        Func<CancellationToken, Task<IReranker>> load,
        BeirDataset dataset,
        Run? run = null,
        RerankerBenchmarkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new();
        BenchmarkCall[] calls = BenchmarkCall.Create(dataset, run, options);

        GC.Collect();
        long before = Environment.WorkingSet;
        using IReranker reranker = await load(cancellationToken).ConfigureAwait(false);
        long peak = Environment.WorkingSet;
        for (int i = 0; i < options.WarmUpCalls; i++)
        {
            await RerankAsync(calls[i % calls.Length]).ConfigureAwait(false);
        }

        double[] milliseconds = new double[calls.Length];
        var reranked = new Run(name);
        long scored = 0;
        long? tokens = null;
        for (int i = 0; i < calls.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            RerankResponse response = await RerankAsync(calls[i]).ConfigureAwait(false);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            peak = Math.Max(peak, Environment.WorkingSet);
            scored += response.Results.Count(result => result.IsScored);
            tokens = response.Usage?.InputTokenCount is long read ? tokens.GetValueOrDefault() + read : tokens;
            reranked.AddRanking(calls[i].QueryId, response.Results.Select(result => calls[i].Candidates[result.Index].Id!));
        }

        (double? firstStage, double? second) = run is null ? (null, null) : Quality(dataset, calls, reranked);
        return new()
        {
            Name = name,
            CandidatesPerCall = calls.Average(call => call.Candidates.Length),
            Latency = LatencySummary.Of(milliseconds, scored),
            TokensPerSecond = 1000 * tokens / milliseconds.Sum(),
            PeakMemoryBytes = Math.Max(0, peak - before),
            NdcgAt10 = second,
            FirstStageNdcgAt10 = firstStage,
        };

        Task<RerankResponse> RerankAsync(BenchmarkCall call) => reranker.RerankAsync(call.Query, call.Candidates, cancellationToken: cancellationToken);
    }

    private static (double? First, double? Second) Quality(BeirDataset dataset, BenchmarkCall[] calls, Run reranked)
    {
        Qrels qrels;
        try
        {
            qrels = dataset.Qrels;
        }
        catch (FileNotFoundException)
        {
            return (null, null);
        }

        if (!reranked.QueryIds.Any(qrels.Contains))
        {
            return (null, null);
        }

        var first = new Run("first stage");
        foreach (BenchmarkCall call in calls)
        {
            first.AddRanking(call.QueryId, call.Candidates.Select(candidate => candidate.Id!));
        }

        return (Evaluator.Evaluate(qrels, first, Metrics)[Metrics[0]], Evaluator.Evaluate(qrels, reranked, Metrics)[Metrics[0]]);
    }
}
