using System.Diagnostics;
using System.IO.Hashing;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Measures rerankers on a collection of one's own: speed, memory, and quality where there are judgements.</summary>
/// <remarks>
/// Every query is one call, because times differ by text: a percentile over calls with the same text would say nothing of that. Memory is the process's,
/// so measure one reranker at a time, the smallest first, and take figures of one run on a quiet machine.
/// <code>
/// var dataset = BeirDataset.Load("collection");
/// Console.WriteLine(RerankerBenchmarkResult.Header);
/// Console.WriteLine(await RerankerBenchmark.MeasureAsync("bm25", _ => Task.FromResult&lt;IReranker&gt;(new LexicalReranker()), dataset, RunFile.Read("bm25.run")));
/// </code>
/// </remarks>
public static class RerankerBenchmark
{
    private const double P95 = 0.95;
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
        (BeirQuery Query, RerankCandidate[] Candidates)[] calls = Calls(dataset, run, options);

        GC.Collect();
        long before = Environment.WorkingSet;
        using IReranker reranker = await load(cancellationToken).ConfigureAwait(false);
        long peak = Environment.WorkingSet;
        for (int i = 0; i < options.WarmUpCalls; i++)
        {
            (BeirQuery query, RerankCandidate[] candidates) = calls[i % calls.Length];
            await reranker.RerankAsync(query.Text, candidates, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        var times = new TimeSpan[calls.Length];
        var reranked = new Run(name);
        (long scored, long tokens) = (0, 0);
        for (int i = 0; i < calls.Length; i++)
        {
            (BeirQuery query, RerankCandidate[] candidates) = calls[i];
            long start = Stopwatch.GetTimestamp();
            RerankResponse response = await reranker.RerankAsync(query.Text, candidates, cancellationToken: cancellationToken).ConfigureAwait(false);
            times[i] = Stopwatch.GetElapsedTime(start);
            peak = Math.Max(peak, Environment.WorkingSet);
            scored += response.Results.Count(result => result.IsScored);
            tokens += response.Usage?.InputTokenCount ?? response.Results.Sum(result => (long)(result.TokenCount ?? 0));
            reranked.AddRanking(query.Id, response.Results.Select(result => candidates[result.Index].Id!));
        }

        double seconds = times.Sum(time => time.TotalSeconds);
        (double? first, double? second) = run is null ? (null, null) : Quality(dataset, calls, reranked);
        Array.Sort(times);
        return new()
        {
            Name = name,
            Calls = calls.Length,
            CandidatesPerCall = calls.Average(call => call.Candidates.Length),
            PairsPerSecond = scored / seconds,
            TokensPerSecond = tokens == 0 ? null : tokens / seconds,
            P50 = Percentile(times, 0.5),
            P95 = Percentile(times, P95),
            PeakMemoryBytes = Math.Max(0, peak - before),
            NdcgAt10 = second,
            FirstStageNdcgAt10 = first,
        };
    }

    private static (BeirQuery, RerankCandidate[])[] Calls(BeirDataset dataset, Run? run, RerankerBenchmarkOptions options)
    {
        BeirQuery[] queries =
        [
            .. dataset.Queries.Where(query => run?.Contains(query.Id) != false && !string.IsNullOrWhiteSpace(query.Text))
                .OrderBy(query => Hash(query.Id))
                .Take(options.MaxQueries),
        ];
        Func<string, RerankCandidate[]> candidates = run is null ? AtRandom(dataset, options.Candidates) : OfRun(dataset, run, queries, options.Candidates);
        (BeirQuery, RerankCandidate[])[] calls = [.. queries.Select(query => (query, candidates(query.Id))).Where(call => call.Item2.Length > 0)];
        return calls.Length > 0
            ? calls
            : throw new ArgumentException($"No query of '{dataset.Name}' has a candidate with a text. Check that the run belongs to the collection.", nameof(run));
    }

    private static Func<string, RerankCandidate[]> OfRun(BeirDataset dataset, Run run, BeirQuery[] queries, int count)
    {
        IReadOnlyDictionary<string, BeirDocument> corpus =
            dataset.LoadCorpus(queries.SelectMany(query => run[query.Id].Take(count)).Select(document => document.Id).ToHashSet(StringComparer.Ordinal));
        return queryId =>
        [
            .. run[queryId].Take(count).Where(document => corpus.ContainsKey(document.Id))
                .Select(document => new RerankCandidate(corpus[document.Id].TitleAndText) { Id = document.Id, Score = document.Score }),
        ];
    }

    private static Func<string, RerankCandidate[]> AtRandom(BeirDataset dataset, int count)
    {
        BeirDocument[] corpus = [.. dataset.ReadCorpus()];
        return queryId =>
        {
            var random = new Random((int)(Hash(queryId) & int.MaxValue));
            return [.. random.GetItems(corpus, Math.Min(count, corpus.Length)).DistinctBy(document => document.Id).Select(document => new RerankCandidate(document.TitleAndText) { Id = document.Id })];
        };
    }

    private static (double? First, double? Second) Quality(BeirDataset dataset, (BeirQuery Query, RerankCandidate[] Candidates)[] calls, Run reranked)
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
        foreach ((BeirQuery query, RerankCandidate[] candidates) in calls)
        {
            first.AddRanking(query.Id, candidates.Select(candidate => candidate.Id!));
        }

        return (Evaluator.Evaluate(qrels, first, Metrics)[Metrics[0]], Evaluator.Evaluate(qrels, reranked, Metrics)[Metrics[0]]);
    }

    private static TimeSpan Percentile(TimeSpan[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];

    private static ulong Hash(string id) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id));
}
