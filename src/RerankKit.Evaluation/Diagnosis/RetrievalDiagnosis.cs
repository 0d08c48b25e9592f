namespace RerankKit.Evaluation;

/// <summary>Whether a reranker is what is missing: before one is chosen.</summary>
/// <remarks>
/// A reranker puts the documents of a pool into another order. It helps where the answers are in the pool, but low; where they are not in it, retrieval has
/// to be mended, and where they are first already, there is nothing to do.
/// <code>
/// RetrievalDiagnosis diagnosis = RetrievalDiagnosis.Of(qrels, [bm25]);
/// Console.WriteLine(diagnosis.Recommendation);
/// </code>
/// </remarks>
public sealed partial class RetrievalDiagnosis
{
    private RetrievalDiagnosis(IReadOnlyList<RunDiagnosis> runs) => Runs = runs;

    /// <summary>The runs, as they were given.</summary>
    public IReadOnlyList<RunDiagnosis> Runs { get; }

    /// <summary>The run with the highest nDCG@10, which the questions are about.</summary>
    public RunDiagnosis Best => Runs.MaxBy(run => run.Ndcg10)!;

    /// <summary>The fusion of the runs with weights chosen on other queries; null where there is only one run.</summary>
    public TunedFusionBaseline? TunedFusion { get; private init; }

    /// <summary>In how many of the splits the tuned fusion is better than the best run alone; null where there is only one run.</summary>
    public int? FusionWins { get; private init; }

    /// <summary>The documents, where somebody looked at them.</summary>
    public DuplicateDocuments? Documents { get; private init; }

    /// <summary>How many passages are longer than a model reads, where somebody counted.</summary>
    public (int Cut, int Of)? CutPassages { get; private init; }

    /// <summary>The five questions, with their answers.</summary>
    public IReadOnlyList<DiagnosisQuestion> Questions { get; private set; } = [];

    /// <summary>What to do first.</summary>
    public DiagnosisAdvice Advice { get; private set; }

    /// <summary>The same in a sentence, with the numbers behind it.</summary>
    public string Recommendation { get; private set; } = "";

    /// <summary>Diagnoses runs.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="runs">The first stages, at least one.</param>
    /// <param name="options">What else is known; null for nothing.</param>
    /// <returns>The diagnosis.</returns>
    /// <exception cref="ArgumentException">There is no run, nothing is judged, or a run holds no judged query or no judged document.</exception>
    public static RetrievalDiagnosis Of(Qrels qrels, IReadOnlyList<Run> runs, DiagnosisOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
        {
            throw new ArgumentException("There is no run. Give at least one.", nameof(runs));
        }

        options ??= new();
        RunDiagnosis[] each = [.. runs.Select(run => RunDiagnosing.Of(qrels, run, options))];
        (TunedFusionBaseline Fusion, int Wins)? fusion = runs.Count < 2 ? null : Fuse(qrels, runs, options);
        var diagnosis = new RetrievalDiagnosis(each) { TunedFusion = fusion?.Fusion, FusionWins = fusion?.Wins, Documents = options.Documents, CutPassages = options.CutPassages };
        diagnosis.Questions = diagnosis.Ask(options);
        (diagnosis.Advice, diagnosis.Recommendation) = diagnosis.Advise(options);
        return diagnosis;
    }

    private static (TunedFusionBaseline, int)? Fuse(Qrels qrels, IReadOnlyList<Run> runs, DiagnosisOptions options)
    {
        RankingMetric metric = RankingMetrics.Ndcg(10);
        string[] queryIds = [.. qrels.QueryIds.Where(id => runs.Any(run => run.Contains(id))).Order(Utf8Order.Instance)];
        if (queryIds.Length < 2)
        {
            return null;
        }

        var tally = new FusionTally([.. runs.Select(run => run.Name)], metric, options.RelevanceLevel);
        var alone = runs.Select(_ => new List<double>()).ToArray();
        var evaluation = new EvaluationOptions { RelevanceLevel = options.RelevanceLevel, IsComplete = true };
        foreach (string id in queryIds)
        {
            ScoredDocument[]?[] lists = [.. runs.Select(run => run.Contains(id) ? run.GetRanking(id).ToArray() : null)];
            tally.Add(id, lists, qrels.Judgements(id));
        }

        for (int run = 0; run < runs.Count; run++)
        {
            EvaluationResult result = Evaluator.Evaluate(qrels, runs[run], [metric], evaluation);
            alone[run].AddRange(queryIds.Select(id => result[metric, id]));
        }

        var splits = new HalfSplits(queryIds.Length);
        (TunedFusionBaseline fusion, double[] fused) = tally.Finish(splits);
        double[] single = splits.HeldOut(alone);
        return (fusion, fused.Zip(single).Count(pair => pair.First > pair.Second + SweepAnalysis.Rounding));
    }
}
