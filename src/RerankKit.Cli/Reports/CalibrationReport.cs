using System.Globalization;
using System.Text.Json;
using RerankKit.Cli.Reranking;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Reports;

/// <summary>A calibration for people and for machines.</summary>
internal static class CalibrationReport
{
    public static void Warn(ScoredPairs pairs, ToolConsole console)
    {
        if (pairs.Kind is RerankScoreKind.Fused)
        {
            console.Warn($"scores of {pairs.Scores.Name} are fused from what stands in one list: those of two queries are hardly comparable, and a threshold on them is weak. Calibrate the model inside, before a blend.");
        }
    }

    public static void Show(CalibrationFit fit, ScoredPairs pairs, string dataset, ToolConsole console)
    {
        CalibrationEvidence evidence = fit.Calibration.Evidence!;
        console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{pairs.Scores.Name} ({pairs.Kind}) on {dataset}: {Figures.Count(evidence.Queries, "query", "queries")}, {Figures.Count(evidence.Pairs, "pair", "pairs")}, {evidence.RelevantPairs} relevant, AUROC {Figures.Value(evidence.Auroc ?? double.NaN)}"));
        var table = new ReportTable($"on queries held back, {evidence.Folds} folds", "ECE", "largest gap", "Brier");
        Add(table, "as they are", fit.Before);
        Add(table, "Platt", fit.Platt);
        Add(table, "isotonic", fit.Isotonic);
        table.WriteTo(console);
        console.Output.WriteLine($"Written: {fit.Calibration.Method}.");
        if (fit.Blend is { } blend)
        {
            console.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Blend: {blend.Weights[0]:0.##} of the reranker, {1 - blend.Weights[0]:0.##} of {pairs.FirstStage.Name}; {blend.Metric.Name} {blend.Test} on queries held back (equal weights {blend.EqualWeights})."));
        }

        if (fit.Answers is { } answers)
        {
            console.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing relevant: a best probability below {answers.Threshold:0.####}. Of {answers.Queries} queries held back it keeps {answers.Recall:0.0%}, and it takes {answers.FalseAcceptRate:0.0%} of them for answerable without their relevant documents (AUROC {answers.Auroc:0.0000})."));
        }
    }

    public static void Write(Utf8JsonWriter json, CalibrationFit fit)
    {
        CalibrationEvidence evidence = fit.Calibration.Evidence!;
        json.WriteStartObject();
        json.WriteString("method", fit.Calibration.Method.ToString());
        json.WriteNumber("queries", evidence.Queries);
        json.WriteNumber("pairs", evidence.Pairs);
        json.WriteNumber("relevantPairs", evidence.RelevantPairs);
        json.WriteNumberOrNull("auroc", evidence.Auroc);
        Write(json, "before", fit.Before);
        Write(json, "platt", fit.Platt);
        Write(json, "isotonic", fit.Isotonic);
        json.WriteNumberOrNull("blendWeight", fit.Calibration.Blend?.Weight);
        if (fit.Answers is { } answers)
        {
            json.WriteStartObject("answers");
            json.WriteNumber("queries", answers.Queries);
            json.WriteNumber("threshold", answers.Threshold);
            json.WriteNumber("recall", answers.Recall);
            json.WriteNumber("falseAcceptRate", answers.FalseAcceptRate);
            json.WriteNumber("auroc", answers.Auroc);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Add(ReportTable table, string name, ReliabilityCurve? curve)
    {
        if (curve is not null)
        {
            table.Add(name, Figures.Value(curve.ExpectedCalibrationError), Figures.Value(curve.MaximumCalibrationError), Figures.Value(curve.BrierScore));
        }
    }

    private static void Write(Utf8JsonWriter json, string name, ReliabilityCurve? curve)
    {
        if (curve is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("ece", curve.ExpectedCalibrationError);
        json.WriteNumber("mce", curve.MaximumCalibrationError);
        json.WriteNumber("brier", curve.BrierScore);
        json.WriteEndObject();
    }
}
