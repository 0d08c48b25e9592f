using System.Globalization;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Tuned weights, and what they are worth on queries they were not tuned on.</summary>
public sealed class FusionTuning
{
    internal FusionTuning(RankingMetric metric, IReadOnlyList<string> runNames, IReadOnlyList<FusionFold> folds)
    {
        Metric = metric;
        RunNames = runNames;
        Folds = folds;
        Train = MetricSpread.Of([.. folds.Select(static fold => fold.Train)]);
        Test = MetricSpread.Of([.. folds.Select(static fold => fold.Test)]);
        EqualWeights = MetricSpread.Of([.. folds.Select(static fold => fold.EqualWeights)]);
        WeightSpread = [.. runNames.Select((_, run) => MetricSpread.Of([.. folds.Select(fold => fold.Weights[run])]))];
    }

    /// <summary>The metric that was tuned for.</summary>
    public RankingMetric Metric { get; }

    /// <summary>The names of the runs, in the order of the weights.</summary>
    public IReadOnlyList<string> RunNames { get; }

    /// <summary>The weights chosen on all queries, to use from now on; they add up to 1. What they are worth says <see cref="Test"/>.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>One entry per fold.</summary>
    public IReadOnlyList<FusionFold> Folds { get; }

    /// <summary>The metric over the folds on the queries that weights were chosen on.</summary>
    public MetricSpread Train { get; }

    /// <summary>The metric over the folds on the queries held back.</summary>
    public MetricSpread Test { get; }

    /// <summary>The metric of equal weights over the folds on the queries held back.</summary>
    public MetricSpread EqualWeights { get; }

    /// <summary>How far the folds agree on the weight of each run. A spread as wide as the weight means that there is too little data to tune.</summary>
    public IReadOnlyList<MetricSpread> WeightSpread { get; }

    /// <summary>The paired test of tuned against equal weights over the queries, each judged by weights chosen without it.</summary>
    /// <remarks>Positive T means that tuning raised the metric. A large p-value says: keep equal weights.</remarks>
    public required PairedTTest Significance { get; init; }

    /// <summary>A summary for a person to read.</summary>
    /// <returns>A few lines.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int run = 0; run < RunNames.Count; run++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{RunNames[run]}: weight {Weights[run]:0.###}, over the folds {WeightSpread[run]}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Metric} tuned {Test}, equal weights {EqualWeights}, on the training folds {Train}; ");
        text.Append(CultureInfo.InvariantCulture, $"{Folds.Count} folds, p = {Significance.PValue:0.####}");
        return text.ToString();
    }
}
