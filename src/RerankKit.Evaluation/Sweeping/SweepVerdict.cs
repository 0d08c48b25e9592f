using System.Globalization;

namespace RerankKit.Evaluation;

/// <summary>Says in plain words what a sweep found.</summary>
internal static class SweepVerdict
{
    private const double Stable = 0.999;

    // Of a reranker worth a threshold: below it, most lists without an answer pass with the 90 % that have one.
    private const double Telling = 0.75;

    public static IReadOnlyList<string> Of(SweepReport report)
    {
        string metric = report.Metrics[0].Name;
        SweepFirstStage first = report.FirstStages.MaxBy(stage => stage.Metrics[metric])!;
        SweepRow? best = report.Choices.Select(choice => choice.Sufficient).Where(row => row.IsReal && row.Changes[metric] > 0).MaxBy(row => row.Metrics[metric]);
        var sentences = new List<string>();
        string otherwise = "";
        if (report.TunedFusion is { } fusion && fusion.HeldOut > first.Metrics[metric] && report.Rerankers.All(reranker => reranker.Splits is { } splits && 2 * splits.Wins <= splits.Splits))
        {
            sentences.Add($"Tune the fusion of {string.Join(" and ", report.Settings.FirstStages)} first: on queries that chose nothing it has {metric} {Value(fusion.HeldOut)}, where {first.Name} alone has {Value(first.Metrics[metric])}, and no reranker beats it in more than half of the splits.");
            otherwise = "Without it: ";
        }

        if (best is null)
        {
            SweepRow nearest = report.Choices.Select(choice => choice.Best).MaxBy(row => row.Changes[metric])!;
            sentences.Add($"{otherwise}Leave {first.Name} as it is, with {metric} {Value(first.Metrics[metric])}: no reranker's gain can be told from noise; the largest is {nearest.Reranker} on {nearest.FirstStage}, {Describe(nearest, metric)}.");
        }
        else if (best.Metrics[metric] <= first.Metrics[metric])
        {
            sentences.Add($"{otherwise}Take {first.Name} as it is, with {metric} {Value(first.Metrics[metric])}: nothing reranked has more that could be told from noise. The best of the others is {best.Reranker} on {best.FirstStage}, {Describe(best, metric)}: real, but not enough.");
        }
        else
        {
            SweepChoice choice = report.Choices.First(choice => choice.Sufficient == best);
            sentences.Add($"{otherwise}Rerank the first {Number(best.Depth)} of {best.FirstStage} with {best.Reranker}: {Describe(best, metric)}: real.");
            sentences.Add(choice.Best == best
                ? $"No other depth has more of {metric}."
                : $"The best depth, {Number(choice.Best.Depth)}, has {Value(choice.Best.Metrics[metric])}, which is not significantly more.");
            if (best.Latency is { } latency)
            {
                sentences.Add(Invariant($"95 % of the queries take no more than {latency.P95:0.#} ms."));
            }

            if (best.NothingRelevant is { } nothing)
            {
                sentences.Add(nothing.Auroc < Telling ? Invariant($"Its best score does not tell lists with an answer from lists without: AUROC {nothing.Auroc:0.000}.") : Invariant($"Where its best score is below {nothing.Threshold:0.####}, say that nothing is relevant: AUROC {nothing.Auroc:0.000}; where 90 % of the lists with an answer pass, so do {100 * nothing.FalseAccepts:0.#} % of those without."));
            }
        }

        sentences.AddRange(report.Choices.Select(choice => choice.Best).Where(row => row.IsReal && row.Changes[metric] < 0)
            .Select(row => $"{row.Reranker} makes {row.FirstStage} worse at every depth; at its best, {Describe(row, metric)}: real."));
        sentences.AddRange(report.Rerankers.Where(reranker => reranker.Splits is not null).Select(reranker => Split(reranker, report)));
        sentences.AddRange(report.Rerankers.Select(Stability).OfType<string>());
        return sentences;
    }

    /// <summary>From what to what, by how much, and how sure that is.</summary>
    public static string Describe(SweepRow row, string metric) => Invariant($"{metric} {Value(row.Metrics[metric] - row.Changes[metric])} -> {Value(row.Metrics[metric])} ({row.Changes[metric]:+0.0000;-0.0000;0.0000}, {100 * row.Interval.Confidence:0} % interval {row.Interval.Low:+0.0000;-0.0000;0.0000} to {row.Interval.High:+0.0000;-0.0000;0.0000}, adjusted p {(row.AdjustedPValue < 0.0001 ? "< 0.0001" : Value(row.AdjustedPValue))})");

    private static string Split(SweepRerankerReport reranker, SweepReport report)
    {
        SplitWins splits = reranker.Splits!;
        string against = report.TunedFusion is null ? $"{report.FirstStages[0].Name} as it is" : "the tuned fusion of the first stages";
        return Invariant($"On queries that chose nothing, {reranker.Name} is better than {against} in {splits.Wins} of {splits.Splits} splits ({Value(splits.Value)} against {Value(splits.Baseline)}).");
    }

    private static string? Stability(SweepRerankerReport reranker) =>
        reranker.Stability.Where(stability => stability.KendallTau < Stable || stability.Overlap5 < Stable).MinBy(stability => stability.Overlap5) is { } worst
            ? Invariant($"{reranker.Name} depends on the order it is given: {worst.Variant}, tau {worst.KendallTau ?? 1:0.000}, {100 * worst.Overlap5:0} % of the first five stay.")
            : null;

    private static string Value(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
