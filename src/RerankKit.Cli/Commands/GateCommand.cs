using System.Text.Json.Nodes;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit gate</c>: fails a build whose rankings got worse.</summary>
internal static class GateCommand
{
    private const string Notes =
        """
        Exit codes: 0 passed, 1 failed, 2 the arguments or a file cannot be used.

        Examples:
          rerankkit gate --qrels qrels.tsv --baseline main.run --candidate branch.run --metric ndcg@5 --max-drop 0.02
          rerankkit gate --qrels qrels.tsv --baseline main.run --candidate branch.run --metric rr@10 --floor 0.6 --same-pool
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("gate", "Fails (exit code 1) when a metric drops below the baseline by more than is allowed. For CI.", Notes);
        Option<IReadOnlyList<RankingMetric>> metric = EvaluationArguments.CreateMetric("The metric that must not drop, for example ndcg@10.");
        Option<double> maxDrop = CheckedOption.Create<double>(
            "--max-drop", "d", "The drop of the mean that is allowed: 0.02 allows 0.50 to become 0.48.", text => Numbers.Real(text), CheckMaxDrop).WithDefault(0);
        Option<double?> floor = CheckedOption.Create<double?>(
            "--floor", "v", "The lowest value that passes, whatever the baseline has.", text => Numbers.Real(text), value => _ = new RegressionGateOptions { Floor = value });
        Option<double?> significance = CheckedOption.Create<double?>(
            "--significance",
            "p",
            "Fail only when the drop is significant at this level (randomisation test), for example 0.05. With few queries large drops then pass.",
            text => Numbers.Real(text),
            value => _ = new RegressionGateOptions { SignificanceLevel = value });
        var samePool = new Option<bool>("--same-pool") { Description = "Also fail when the candidate lost or added a document, which a reranker never does." };
        var runs = new RunPair();
        var evaluation = new EvaluationArguments(command, metric);
        runs.InsertInto(command);
        Array.ForEach([maxDrop, floor, significance, samePool, evaluation.Json], (Option option) => command.Add(option));
        command.SetAction(result =>
        {
            var options = new RegressionGateOptions
            {
                Floor = result.GetValue(floor),
                SignificanceLevel = result.GetValue(significance),
                RequiresSamePool = result.GetValue(samePool),
            };
            (Run baseline, Run candidate) = runs.Read(result, console);
            Qrels qrels = evaluation.ReadQrels(result, console);
            IReadOnlyList<RankingMetric> metrics = result.GetRequiredValue(metric);
            RunComparison comparison = RunComparison.Compare(
                qrels, baseline, candidate, metrics, new() { Evaluation = evaluation.ReadOptions(result) });
            ComparisonReport.Warn(comparison, console);
            JudgedIds.Warn(qrels, baseline, comparison.BaselineJudgedDocumentCount, console);
            JudgedIds.Warn(qrels, candidate, comparison.CandidateJudgedDocumentCount, console);
            RegressionGateResult verdict = RegressionGate.Check(comparison, metrics[0], result.GetValue(maxDrop), options);
            JsonReport.Print(
                console,
                result.GetValue(evaluation.Json),
                () => Json(comparison, verdict),
                () => console.Output.WriteLine($"{(verdict.Passed ? "PASSED" : "FAILED")}: {verdict.Reason}"));
            return verdict.Passed ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static void CheckMaxDrop(double value)
    {
        if (value < 0 || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "allowed is 0 or more.");
        }
    }

    private static JsonObject Json(RunComparison comparison, RegressionGateResult verdict) => new(
    [
        new("passed", verdict.Passed),
        new("reason", verdict.Reason),
        new("metric", verdict.Comparison.Metric.Name),
        new("drop", verdict.Drop),
        new("maxDrop", verdict.MaxDrop),
        new("queries", comparison.QueryIds.Count),
        .. ComparisonJson.Of(verdict.Comparison).Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())),
    ]);
}
