using RerankKit.Evaluation;

namespace RerankKit.Learning;

/// <summary>The rival that needs no learning: a convex combination of the scores after min-max normalisation, its weights tuned on the same queries.</summary>
internal sealed class TunedBlend
{
    private static readonly string[] Sources = ["first.score", "lexical.score", "embedded.standard"];
    private readonly Qrels _qrels;
    private readonly RankingMetric _metric;
    private readonly int[] _columns;

    public TunedBlend(Qrels qrels, LabelledList[] lists, CandidateFeatures features, RankingMetric metric)
    {
        _qrels = qrels;
        _metric = metric;
        string[] names = [.. Sources, .. features.Scores.Select(name => FeatureNames.ScorePrefix + name), .. features.HasReranker ? [FeatureNames.RerankerScore] : Array.Empty<string>()];

        // What never varies has no say.
        _columns = [.. names.Select(name => Array.IndexOf(features.Names, name)).Where(column => lists.Any(list => list.Features.Any(row => row[column] != list.Features[0][column])))];
    }

    /// <summary>Tunes on some lists and ranks others.</summary>
    public void Append(Run run, LabelledList[] train, LabelledList[] test, CancellationToken cancellationToken)
    {
        double[] weights = _columns.Length < 2 ? [1] : [.. FusionTuner.Tune(
            Judged(train), Runs(train), _metric, new() { Folds = 2, Evaluation = new() { Ties = TieRule.InputOrder } }, cancellationToken).Weights];
        Run[] runs = Runs(test);
        Run blended = runs.Length < 2 ? runs[0] : RunFusion.Fuse(runs, new() { Method = FusionMethod.ConvexCombination, Weights = weights });
        foreach (string queryId in blended.QueryIds)
        {
            run.Add(queryId, blended[queryId]);
        }
    }

    private Run[] Runs(LabelledList[] lists) =>
        [.. _columns.DefaultIfEmpty(0).Select(column =>
        {
            var run = new Run($"column{column}");
            foreach (LabelledList list in lists)
            {
                run.Add(list.QueryId, list.Ids.Select((id, i) => new ScoredDocument(id, list.Features[i][column])));
            }

            return run;
        })];

    private Qrels Judged(LabelledList[] lists)
    {
        var some = new Qrels();
        foreach (LabelledList list in lists)
        {
            foreach ((string document, int grade) in _qrels[list.QueryId])
            {
                some.Add(list.QueryId, document, grade);
            }
        }

        return some;
    }
}
