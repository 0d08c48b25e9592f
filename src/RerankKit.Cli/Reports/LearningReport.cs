using System.Text.Json.Nodes;
using RerankKit.Learning;

namespace RerankKit.Cli.Reports;

/// <summary>What learning was worth, for people and for machines.</summary>
internal static class LearningReport
{
    private const int ShownFeatures = 8;

    public static void Show(RankingLearning learning, string run, string dataset, ToolConsole console)
    {
        LearnedModelEvidence evidence = learning.Model.Evidence;
        MetricComparison overFirst = learning.OverFirstStage.Metrics[0];
        MetricComparison overBlend = learning.OverBlend.Metrics[0];
        console.Output.WriteLine(Invariant($"Learned on {dataset}: {Figures.Count(evidence.Queries, "query", "queries")} ({learning.NearDuplicates} near-duplicates kept together), {Figures.Count(evidence.LabelledPairs, "labelled pair", "labelled pairs")}, {learning.Trees.Count} folds with {string.Join(", ", learning.Trees)} trees"));
        var table = new ReportTable($"{evidence.Metric}, queries never seen", "mean", "learned is", "95 % interval", "p (rand)");
        table.Add(run, Figures.Value(overFirst.Baseline), Figures.Change(overFirst.Difference), Interval(overFirst), Figures.Probability(overFirst.RandomisationPValue));
        table.Add("plain blend, tuned", Figures.Value(overBlend.Baseline), Figures.Change(overBlend.Difference), Interval(overBlend), Figures.Probability(overBlend.RandomisationPValue));
        table.Add("learned", Figures.Value(overFirst.Candidate), "", "", "");
        table.WriteTo(console);
        console.Output.WriteLine("Looked at most: " + string.Join(", ", learning.Importance.Take(ShownFeatures).Select(pair => Invariant($"{pair.Key} {pair.Value:0%}"))));
        console.Output.WriteLine(evidence.Verdict switch
        {
            LearningVerdict.Win => "WIN: better than the first stage and than the plain blend, on queries never seen.",
            LearningVerdict.Regression => "REGRESSION: worse than the first stage or the plain blend. Do not use this model.",
            _ => overFirst.Interval.Low > 0
                ? "MARGINAL: better than the first stage, but not surely better than a plain blend, which needs no upkeep."
                : "MARGINAL: not surely better than the first stage. Label more queries.",
        });
    }

    public static JsonObject ToJson(RankingLearning learning)
    {
        LearnedModelEvidence evidence = learning.Model.Evidence;
        return new()
        {
            ["verdict"] = evidence.Verdict.ToString().ToUpperInvariant(),
            ["metric"] = evidence.Metric,
            ["queries"] = evidence.Queries,
            ["labelledPairs"] = evidence.LabelledPairs,
            ["nearDuplicates"] = learning.NearDuplicates,
            ["overFirstStage"] = ComparisonJson.Of(learning.OverFirstStage.Metrics[0]),
            ["overBlend"] = ComparisonJson.Of(learning.OverBlend.Metrics[0]),
            ["importance"] = JsonReport.Map(learning.Importance, feature => feature.Key, feature => feature.Value),
        };
    }

    private static string Interval(MetricComparison comparison) => $"{Figures.Change(comparison.Interval.Low)} to {Figures.Change(comparison.Interval.High)}";
}
