namespace RerankKit.Evaluation;

/// <summary>The metric of the first stages fused with every weight that is tried.</summary>
internal sealed class FusionTally
{
    // The more lists, the coarser the weights: 66 of three lists, 56 of four, 126 of five.
    private const int FewLists = 3;
    private readonly IReadOnlyList<string> _names;
    private readonly RankingMetric _metric;
    private readonly int _relevanceLevel;
    private readonly double[][] _weights;
    private readonly List<double>[] _values;

    public FusionTally(IReadOnlyList<string> names, RankingMetric metric, int relevanceLevel)
    {
        _names = names;
        _metric = metric;
        _relevanceLevel = relevanceLevel;
        int steps = names.Count <= FewLists ? 10 : names.Count <= 5 ? 5 : 2;
        _weights = [.. WeightSimplex.Grid(names.Count, steps).Select(weights => Array.ConvertAll(weights, weight => weight / (double)steps))];
        _values = [.. _weights.Select(_ => new List<double>())];
    }

    /// <summary>Takes a query in; a list is null where its first stage does not answer.</summary>
    public void Add(string queryId, IReadOnlyList<ScoredDocument[]?> firstStages, QueryJudgements judgements)
    {
        FusionList<string>[] lists = [.. firstStages.Select((list, i) => new FusionList<string>(_names[i], (list ?? []).Select(document => (document.Id, document.Score))))];
        var options = new RankFusionOptions { Method = FusionMethod.ConvexCombination };
        for (int i = 0; i < _weights.Length; i++)
        {
            options.Weights = _weights[i];
            var run = new Run("fused");
            RunFusion.Add(run, queryId, lists, options);
            int[] grades = [.. SweepAnalysis.Evaluated([.. run[queryId]]).Select(id => judgements.Grades.TryGetValue(id, out int grade) ? grade : JudgedRanking.Unjudged)];
            _values[i].Add(_metric.Compute(new JudgedRanking(grades, judgements, _relevanceLevel)));
        }
    }

    public (TunedFusionBaseline Fusion, double[] HeldOut) Finish(HalfSplits splits)
    {
        double[] means = [.. _values.Select(values => values.Average())];
        int best = 0;
        for (int i = 1; i < means.Length; i++)
        {
            best = means[i] > means[best] + SweepAnalysis.Rounding ? i : best;
        }

        double[] heldOut = splits.HeldOut(_values);
        return (new(heldOut.Average(), _weights[best], means[best], heldOut.Length), heldOut);
    }
}
