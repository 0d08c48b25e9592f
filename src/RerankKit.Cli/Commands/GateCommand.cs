using RerankKit.Cli.Gating;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit gate</c>: fails a build whose rankings got worse.</summary>
internal static class GateCommand
{
    private const string Notes =
        """
        Several collections are judged one by one, and so is each class of their queries that has --min-class-queries; one that fails fails the
        gate. The queries that got worse are shown, with their texts where --dataset is given. p-values are those of the randomisation test,
        Holm-adjusted over all that is judged. In a job on GitHub the verdict goes to its summary, too.

        Exit codes: 0 passed, 1 failed, 2 the arguments or a file cannot be used, or a run has no judged document and nothing was measured.

        Examples:
          rerankkit gate --qrels qrels.tsv --baseline main.run --candidate branch.run --metric ndcg@5 --max-drop 0.02
          rerankkit gate --qrels qrels.tsv --baseline main.run --candidate branch.run --metric ndcg@5 --max-drop 0.02 --or-significant 0.05
          rerankkit gate --qrels shop.tsv help.tsv --baseline shop-main.run help-main.run --candidate shop-branch.run help-branch.run
                         --classes shop-classes.tsv help-classes.tsv --metric ndcg@5 --max-drop 0.02
          rerankkit gate --qrels qrels.tsv --baseline main.run --candidate branch.run --metric rr@10 --floor 0.6 --same-pool
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("gate", "Fails (exit code 1) when a metric drops below the baseline by more than is allowed, in a collection or a class of its queries. For CI.", Notes);
        Option<IReadOnlyList<RankingMetric>> metric = EvaluationArguments.CreateMetric("The metric that must not drop, for example ndcg@10.");
        Option<double> maxDrop = CheckedOption.Create<double>(
            "--max-drop", "d", "The drop of the mean that is allowed: 0.02 allows 0.50 to become 0.48.", text => Numbers.Real(text), CheckMaxDrop).WithDefault(0);
        Option<double?> orSignificant = CheckedOption.Create<double?>(
            "--or-significant", "p", "Also fail on a smaller drop that is significant at this level, for example 0.05.", text => Numbers.Real(text), value => _ = new RegressionGateOptions { SmallDropLevel = value });
        Option<double?> floor = CheckedOption.Create<double?>(
            "--floor", "v", "The lowest value that passes, whatever the baseline has.", text => Numbers.Real(text), value => _ = new RegressionGateOptions { Floor = value });
        Option<double?> significance = CheckedOption.Create<double?>(
            "--significance",
            "p",
            "Fail only when the drop is significant at this level (randomisation test), for example 0.05. With few queries large drops then pass.",
            text => Numbers.Real(text),
            value => _ = new RegressionGateOptions { SignificanceLevel = value });
        var samePool = new Option<bool>("--same-pool") { Description = "Also fail when the candidate lost or added a document, which a reranker never does." };
        Option<int> minClassQueries = CheckedOption.Create<int>(
            "--min-class-queries", "n", "How many judged queries a class needs to be judged by itself.", text => Numbers.Whole(text), value => _ = new RegressionGateOptions { MinClassQueries = value })
            .WithDefault(new RegressionGateOptions().MinClassQueries);
        var summary = new Option<string>("--summary") { Description = "A file that the verdict is appended to as Markdown. [default: the summary of the job on GitHub that this is a step of, GITHUB_STEP_SUMMARY]", HelpName = "file" };
        var evaluation = new EvaluationArguments(command, metric, isOfCollections: true);
        var collections = new GateArguments(command, evaluation);
        Array.ForEach([maxDrop, orSignificant, floor, significance, samePool, minClassQueries, summary, evaluation.Json], (Option option) => command.Add(option));
        command.SetAction(result =>
        {
            var options = new RegressionGateOptions
            {
                Floor = result.GetValue(floor),
                SignificanceLevel = result.GetValue(significance),
                SmallDropLevel = result.GetValue(orSignificant),
                RequiresSamePool = result.GetValue(samePool),
                MinClassQueries = result.GetValue(minClassQueries),
            };
            GatedRuns[] gated = collections.Read(result, console);
            IReadOnlyList<RankingMetric> metrics = result.GetRequiredValue(metric);
            var comparing = new ComparisonOptions { Evaluation = evaluation.ReadOptions(result) };
            foreach (GatedRuns runs in gated)
            {
                Warn(runs, RunComparison.Compare(runs.Qrels, runs.Baseline, runs.Candidate, metrics, comparing), console);
            }

            RegressionGateReport verdict = RegressionGate.CheckAll(gated, metrics[0], result.GetValue(maxDrop), options, comparing);
            var report = new GateReport(verdict, collections.ReadTexts(result));
            JsonReport.Print(console, result.GetValue(evaluation.Json), () => GateJson.Of(verdict), () => report.Show(console));

            if ((result.GetValue(summary) ?? console.JobSummary) is { Length: > 0 } path)
            {
                using var writer = new StreamWriter(path, append: true) { NewLine = "\n" };
                report.WriteMarkdown(writer);
            }

            return verdict.Passed ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static void Warn(GatedRuns runs, RunComparison comparison, ToolConsole console)
    {
        ComparisonReport.Warn(comparison, console);
        JudgedIds.Warn(runs.Qrels, runs.Baseline, comparison.BaselineJudgedDocumentCount, console);
        JudgedIds.Warn(runs.Qrels, runs.Candidate, comparison.CandidateJudgedDocumentCount, console);
    }

    private static void CheckMaxDrop(double value)
    {
        if (value < 0 || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "allowed is 0 or more.");
        }
    }
}
