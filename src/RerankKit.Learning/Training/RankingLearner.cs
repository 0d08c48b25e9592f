using RerankKit.Evaluation;

namespace RerankKit.Learning;

/// <summary>Learns to rank from judged queries, and says honestly what it is worth.</summary>
/// <remarks>
/// <para>
/// Queries are divided into folds, nearly the same ones together. Each fold is ranked by trees (LambdaMART) fitted on the others, a part of which is set apart and decides
/// how many trees to keep, and compared with the first stage and with a plain blend of the scores, its weights tuned on the same other folds. The model to use is then fitted
/// on all queries in the same way. Deterministic.
/// </para>
/// <para>Training needs ML.NET's native library, which there is for x64; ranking with the model needs nothing.</para>
/// </remarks>
public static class RankingLearner
{
    /// <summary>Learns a model.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="queries">The queries with their candidates; those that are not judged, or have no candidates, are passed over.</param>
    /// <param name="options">Features and effort; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the learning between folds.</param>
    /// <returns>The model and what it is worth.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer different judged queries than folds, no candidate is relevant, a field is on no candidate, or a candidate has no id.
    /// </exception>
    public static RankingLearning Learn(Qrels qrels, IReadOnlyList<LearningQuery> queries, RankingLearnerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(queries);
        options ??= new();
        LearningQuery[] judged = [.. queries.Where(query => qrels.Contains(query.Id) && query.Candidates.Count > 0)];
        var features = new CandidateFeatures(options.Scores, options.Fields, judged.Length > 0 && Array.TrueForAll(judged, query => query.Scored is not null));
        LearningInput.CheckFields(judged, options);
        LabelledList[] lists = LearningInput.Read(judged, qrels, features, options);
        int groups = lists.Length == 0 ? 0 : lists.Max(list => list.Group) + 1;
        LearningInput.Check(lists, groups, options);

        int[][] folds = QueryFolds.Deal(groups, options.Folds, options.Seed);
        var learning = new FoldLearning(qrels, options);
        var blending = new TunedBlend(qrels, lists, features, options.Metric);
        var learned = new Run("learned");
        var blend = new Run("blend");
        int[] trees = new int[folds.Length];
        for (int fold = 0; fold < folds.Length; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            HashSet<int> held = [.. folds[fold]];
            LabelledList[] train = [.. lists.Where(list => !held.Contains(list.Group))];
            LabelledList[] test = [.. lists.Where(list => held.Contains(list.Group))];
            TreeEnsemble fitted = learning.Fit(train).Trees;
            trees[fold] = fitted.Trees.Count;
            Append(learned, FoldLearning.Rank(test, fitted, "learned"));
            blending.Append(blend, train, test, cancellationToken);
        }

        Run first = LearningInput.FirstStage(judged);
        var evaluation = new ComparisonOptions { Evaluation = new() { Ties = TieRule.InputOrder }, Seed = options.Seed };
        RunComparison overFirst = RunComparison.Compare(qrels, first, learned, [options.Metric], evaluation);
        RunComparison overBlend = RunComparison.Compare(qrels, blend, learned, [options.Metric], evaluation);
        (TreeEnsemble final, double[] gains) = learning.Fit(lists);
        var evidence = new LearnedModelEvidence
        {
            Verdict = Judge(overFirst[options.Metric], overBlend[options.Metric]),
            Queries = lists.Length,
            LabelledPairs = judged.Sum(query => query.Candidates.Count(candidate => qrels.GetGrade(query.Id, candidate.Id!) is not null)),
            Metric = options.Metric.Name,
            FirstStage = overFirst[options.Metric].Baseline,
            Blend = overBlend[options.Metric].Baseline,
            Learned = overFirst[options.Metric].Candidate,
            Seed = options.Seed,
        };
        return new(new(features.Names, final, evidence), overFirst, overBlend)
        {
            NearDuplicates = lists.Length - groups,
            Trees = trees,
            Importance = Shares(features.Names, gains),
        };
    }

    private static LearningVerdict Judge(MetricComparison overFirst, MetricComparison overBlend)
    {
        int sign = overFirst.Metric.IsHigherBetter ? 1 : -1;
        bool isBetter(MetricComparison comparison) => Math.Min(sign * comparison.Interval.Low, sign * comparison.Interval.High) > 0;
        bool isWorse(MetricComparison comparison) => Math.Max(sign * comparison.Interval.Low, sign * comparison.Interval.High) < 0;
        return isWorse(overFirst) || isWorse(overBlend) ? LearningVerdict.Regression
            : isBetter(overFirst) && isBetter(overBlend) ? LearningVerdict.Win
            : LearningVerdict.Marginal;
    }

    private static KeyValuePair<string, double>[] Shares(string[] names, double[] gains)
    {
        double total = gains.Sum();
        return [.. names.Zip(gains, (name, gain) => KeyValuePair.Create(name, total > 0 ? gain / total : 0)).OrderByDescending(pair => pair.Value)];
    }

    private static void Append(Run run, Run part)
    {
        foreach (string queryId in part.QueryIds)
        {
            run.Add(queryId, part[queryId]);
        }
    }
}
