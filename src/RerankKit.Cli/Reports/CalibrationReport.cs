using System.Text.Json.Nodes;

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
        console.Output.WriteLine(Invariant($"{pairs.Scores.Name} ({pairs.Kind}) on {dataset}: {Figures.Count(evidence.Queries, "query", "queries")}, {Figures.Count(evidence.Pairs, "pair", "pairs")}, {evidence.RelevantPairs} relevant, AUROC {Figures.Value(evidence.Auroc ?? double.NaN)}"));
        var table = new ReportTable($"on queries held back, {evidence.Folds} folds", "ECE", "largest gap", "Brier");
        Add(table, "as they are", fit.Before);
        Add(table, "Platt", fit.Platt);
        Add(table, "isotonic", fit.Isotonic);
        table.WriteTo(console);
        console.Output.WriteLine($"Written: {fit.Calibration.Method}.");
        if (fit.Blend is { } blend)
        {
            console.Output.WriteLine(Invariant($"Blend: {blend.Weights[0]:0.##} of the reranker, {1 - blend.Weights[0]:0.##} of {pairs.FirstStage.Name}; {blend.Metric.Name} {blend.Test} on queries held back (equal weights {blend.EqualWeights})."));
        }

        if (fit.Answers is { } answers)
        {
            console.Output.WriteLine(Invariant($"Nothing relevant: a best probability below {answers.Threshold:0.####}. Of {answers.Queries} queries held back it keeps {answers.Recall:0.0%}, and it takes {answers.FalseAcceptRate:0.0%} of them for answerable without their relevant documents (AUROC {answers.Auroc:0.0000})."));
        }
    }

    public static JsonObject ToJson(CalibrationFit fit)
    {
        CalibrationEvidence evidence = fit.Calibration.Evidence!;
        var json = new JsonObject
        {
            ["method"] = fit.Calibration.Method.ToString(),
            ["queries"] = evidence.Queries,
            ["pairs"] = evidence.Pairs,
            ["relevantPairs"] = evidence.RelevantPairs,
            ["auroc"] = JsonReport.Number(evidence.Auroc),
            ["before"] = ToJson(fit.Before),
            ["platt"] = ToJson(fit.Platt),
            ["isotonic"] = ToJson(fit.Isotonic),
            ["blendWeight"] = JsonReport.Number(fit.Calibration.Blend?.Weight),
        };
        if (fit.Answers is { } answers)
        {
            json["answers"] = new JsonObject
            {
                ["queries"] = answers.Queries,
                ["threshold"] = answers.Threshold,
                ["recall"] = answers.Recall,
                ["falseAcceptRate"] = answers.FalseAcceptRate,
                ["auroc"] = answers.Auroc,
            };
        }

        return json;
    }

    private static void Add(ReportTable table, string name, ReliabilityCurve? curve)
    {
        if (curve is not null)
        {
            table.Add(name, Figures.Value(curve.ExpectedCalibrationError), Figures.Value(curve.MaximumCalibrationError), Figures.Value(curve.BrierScore));
        }
    }

    private static JsonObject? ToJson(ReliabilityCurve? curve) => curve is null ? null : new()
    {
        ["ece"] = curve.ExpectedCalibrationError,
        ["mce"] = curve.MaximumCalibrationError,
        ["brier"] = curve.BrierScore,
    };
}
