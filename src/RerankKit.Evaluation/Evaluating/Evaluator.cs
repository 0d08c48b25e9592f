using System.Buffers;

namespace RerankKit.Evaluation;

/// <summary>Evaluates runs against judgements, with trec_eval's definitions unless told otherwise.</summary>
/// <remarks>
/// <code>
/// EvaluationResult result = Evaluator.Evaluate(QrelsFile.Read("qrels.txt"), RunFile.Read("bm25.run"), ["ndcg@10", "rr@10", "map"]);
/// double ndcg = result["ndcg@10"];
/// </code>
/// </remarks>
public static class Evaluator
{
    private const int ShownIds = 3;

    /// <summary>Evaluates a run.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="run">The run.</param>
    /// <param name="metrics">At least one metric, each once; strings convert.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The values, per query and overall.</returns>
    /// <exception cref="ArgumentException">There is no metric, one comes twice, nothing is judged, or no judged query is answered.</exception>
    /// <exception cref="InvalidOperationException">A metric of your own gives a value that is not finite.</exception>
    public static EvaluationResult Evaluate(Qrels qrels, Run run, IReadOnlyList<RankingMetric> metrics, EvaluationOptions? options = null)
    {
        CheckArguments(qrels, metrics);
        ArgumentNullException.ThrowIfNull(run);
        options ??= new();
        string[] missing = [.. qrels.QueryIds.Where(id => !run.Contains(id)).Order(Utf8Order.Instance)];
        string[] queryIds = [.. qrels.QueryIds.Where(id => options.IsComplete || run.Contains(id)).Order(Utf8Order.Instance)];
        CheckOverlap(qrels, run, queryIds);
        return Evaluate(qrels, run, metrics, options, queryIds, missing);
    }

    /// <summary>What the metrics would be if the documents that the run found for each query stood in the best possible order: the bound of any reranker of this run.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="run">The run whose documents are reordered; its scores do not matter.</param>
    /// <param name="metrics">At least one metric, each once; strings convert.</param>
    /// <param name="options">Null for the defaults. The tie rule does not matter.</param>
    /// <returns>The values, per query and overall.</returns>
    /// <exception cref="ArgumentException">There is no metric, one comes twice, nothing is judged, or no judged query is answered.</exception>
    /// <exception cref="InvalidOperationException">A metric of your own gives a value that is not finite.</exception>
    public static EvaluationResult EvaluateOracle(Qrels qrels, Run run, IReadOnlyList<RankingMetric> metrics, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Evaluate(qrels, Flatten(run), metrics, (options ?? new()).With(TieRule.Optimistic));
    }

    /// <summary>A run with the same documents and one score for all: the tie rule alone orders it.</summary>
    internal static Run Flatten(Run run)
    {
        var flat = new Run(run.Name);
        foreach (string queryId in run.QueryIds)
        {
            flat.AddChecked(queryId, Array.ConvertAll(run.Documents(queryId)!, document => document with { Score = 0 }));
        }

        return flat;
    }

    internal static void CheckArguments(Qrels qrels, IReadOnlyList<RankingMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Count == 0)
        {
            throw new ArgumentException("There is no metric. Name at least one, for example ndcg@10.", nameof(metrics));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (RankingMetric metric in metrics)
        {
            ArgumentNullException.ThrowIfNull(metric, nameof(metrics));
            if (!names.Add(metric.Name))
            {
                throw new ArgumentException($"Metric '{metric.Name}' comes twice (two spellings may be one metric). Name it once.", nameof(metrics));
            }
        }

        if (qrels.QueryIds.Count == 0)
        {
            throw new ArgumentException("The judgements are empty. Check the file that they were read from.", nameof(qrels));
        }
    }

    internal static void CheckOverlap(Qrels qrels, Run run, string[] queryIds)
    {
        // An empty run may count as zeros; a run of other queries is a mistake, even where missing queries count.
        if (queryIds.Length == 0 || (run.QueryIds.Count > 0 && !run.QueryIds.Any(qrels.Contains)))
        {
            string variants = IdVariant.Find(qrels, run) is [var variant, ..] ? $" {variant}" : "";
            throw new ArgumentException(
                $"Run '{run.Name}' answers no judged query. Judged are {Show(qrels.QueryIds)}; the run holds {Show(run.QueryIds)}. Check that both belong to the same collection.{variants}",
                nameof(run));
        }
    }

    /// <summary>Evaluates the given queries; one that the run does not answer is an empty ranking.</summary>
    internal static EvaluationResult Evaluate(
        Qrels qrels,
        Run run,
        IReadOnlyList<RankingMetric> metrics,
        EvaluationOptions options,
        string[] queryIds,
        string[] missing)
    {
        double[][] values = [.. metrics.Select(_ => new double[queryIds.Length])];
        int judged = 0;
        for (int query = 0; query < queryIds.Length; query++)
        {
            JudgedRanking ranking = Judge(qrels.Judgements(queryIds[query]), options.Documents(run, queryIds[query]), options);
            judged += ranking.Grades.Length - ranking.Grades.Count(JudgedRanking.Unjudged);
            for (int i = 0; i < values.Length; i++)
            {
                double value = metrics[i].Compute(ranking);
                values[i][query] = double.IsFinite(value)
                    ? value
                    : throw new InvalidOperationException($"Metric '{metrics[i].Name}' is {value} for query '{queryIds[query]}'. A metric gives a finite number; 0 where it is not defined.");
            }
        }

        return new(run.Name, [.. metrics], queryIds, values)
        {
            MissingQueryIds = missing,
            JudgedDocumentCount = judged,
            UnjudgedQueryIds = [.. run.QueryIds.Where(id => !qrels.Contains(id)).Order(Utf8Order.Instance)],
        };
    }

    private static JudgedRanking Judge(QueryJudgements judgements, ScoredDocument[] documents, EvaluationOptions options)
    {
        int[] grades = Array.ConvertAll(documents, document => judgements.Grades.GetValueOrDefault(document.Id, JudgedRanking.Unjudged));
        int[] buffer = ArrayPool<int>.Shared.Rent(documents.Length);
        Span<int> order = buffer.AsSpan(0, documents.Length);
        RunOrder.Sort(documents, grades, options.Ties, options.Precision, order);
        int[] ranked = new int[grades.Length];
        for (int i = 0; i < ranked.Length; i++)
        {
            ranked[i] = grades[order[i]];
        }

        ArrayPool<int>.Shared.Return(buffer);
        return new(ranked, judgements, options.RelevanceLevel);
    }

    private static string Show(IReadOnlyList<string> ids) =>
        ids.Count == 0 ? "no query" : string.Join(", ", ids.Take(ShownIds).Select(id => $"'{id}'")) + (ids.Count > ShownIds ? ", ..." : "");
}
