using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reports;

/// <summary>Tuned weights, for people and for machines.</summary>
internal static class TuningReport
{
    private const double Significance = 0.05;

    public static void Show(FusionTuning tuning, string method, ToolConsole console)
    {
        var weights = new ReportTable("run", "weight", "over the folds");
        for (int run = 0; run < tuning.RunNames.Count; run++)
        {
            weights.Add(tuning.RunNames[run], Weight(tuning.Weights[run]), tuning.WeightSpread[run].ToString());
        }

        weights.WriteTo(console);
        var values = new ReportTable($"{tuning.Metric.Name}, {tuning.Folds.Count} folds", "mean and spread");
        values.Add("tuned, on queries held back", tuning.Test.ToString());
        values.Add("equal weights, on the same", tuning.EqualWeights.ToString());
        values.Add("tuned, on its own queries", tuning.Train.ToString());
        values.WriteTo(console);
        bool isWorthIt = tuning.Significance.PValue < Significance && tuning.Test.Mean > tuning.EqualWeights.Mean == tuning.Metric.IsHigherBetter;
        string p = Figures.Probability(tuning.Significance.PValue);
        console.Output.WriteLine(isWorthIt
            ? $"Tuning is worth it (p = {p}): --method {method} --weights {string.Join(',', tuning.Weights.Select(Weight))}"
            : $"Tuning shows no gain over equal weights that can be told from chance (p = {p}). Keep equal weights.");
    }

    public static JsonObject Json(FusionTuning tuning) => new()
    {
        ["metric"] = tuning.Metric.Name,
        ["runs"] = JsonReport.List(Enumerable.Range(0, tuning.RunNames.Count), run => new JsonObject
        {
            ["run"] = tuning.RunNames[run],
            ["weight"] = tuning.Weights[run],
            ["foldMean"] = tuning.WeightSpread[run].Mean,
            ["foldDeviation"] = tuning.WeightSpread[run].StandardDeviation,
        }),
        ["folds"] = tuning.Folds.Count,
        ["test"] = Json(tuning.Test),
        ["equalWeights"] = Json(tuning.EqualWeights),
        ["train"] = Json(tuning.Train),
        ["pValue"] = tuning.Significance.PValue,
    };

    private static JsonObject Json(MetricSpread spread) => new() { ["mean"] = spread.Mean, ["deviation"] = spread.StandardDeviation };

    private static string Weight(double weight) => weight.ToString("0.###", CultureInfo.InvariantCulture);
}
