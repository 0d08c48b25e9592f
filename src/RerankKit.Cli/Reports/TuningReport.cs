using System.Globalization;
using System.Text.Json;
using RerankKit.Evaluation;

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

    public static void Write(Utf8JsonWriter json, FusionTuning tuning)
    {
        json.WriteStartObject();
        json.WriteString("metric", tuning.Metric.Name);
        json.WriteStartArray("runs");
        for (int run = 0; run < tuning.RunNames.Count; run++)
        {
            json.WriteStartObject();
            json.WriteString("run", tuning.RunNames[run]);
            json.WriteNumber("weight", tuning.Weights[run]);
            json.WriteNumber("foldMean", tuning.WeightSpread[run].Mean);
            json.WriteNumber("foldDeviation", tuning.WeightSpread[run].StandardDeviation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("folds", tuning.Folds.Count);
        Write(json, "test", tuning.Test);
        Write(json, "equalWeights", tuning.EqualWeights);
        Write(json, "train", tuning.Train);
        json.WriteNumber("pValue", tuning.Significance.PValue);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MetricSpread spread)
    {
        json.WriteStartObject(name);
        json.WriteNumber("mean", spread.Mean);
        json.WriteNumber("deviation", spread.StandardDeviation);
        json.WriteEndObject();
    }

    private static string Weight(double weight) => weight.ToString("0.###", CultureInfo.InvariantCulture);
}
