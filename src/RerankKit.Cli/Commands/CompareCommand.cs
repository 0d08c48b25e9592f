namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit compare</c>: before and after, query by query, with significance.</summary>
internal static class CompareCommand
{
    private const string Notes =
        """
        Queries that only one of the runs answers count as 0 for the other, so that a run cannot gain by leaving out hard queries.
        p (t) is the paired t test, p (rand) the randomisation test, p (Holm) the latter adjusted for the number of metrics.

        Examples:
          rerankkit compare --qrels qrels.tsv --baseline bm25.run --candidate reranked.run
          rerankkit compare --qrels qrels.tsv --baseline bm25.run --candidate reranked.run --metrics ndcg@5,rr@10 --json
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("compare", "Compares a run with a baseline: means, wins and losses, significance, best and worst queries.", Notes);
        var baseline = new Option<string>("--baseline") { Description = "The run before, in TREC format, plain or gzip.", HelpName = "file", Required = true };
        var candidate = new Option<string>("--candidate") { Description = "The run after.", HelpName = "file", Required = true };
        var evaluation = new EvaluationArguments(command, EvaluationArguments.CreateMetrics());
        Option<int> permutations = CheckedOption.Create(
            "--permutations",
            "n",
            "How many sign patterns the randomisation test draws, 10000 or more.",
            Numbers.Whole,
            value => _ = new ComparisonOptions { Permutations = value }).WithDefault(new ComparisonOptions().Permutations);
        Option<ulong> seed = CheckedOption.Create<ulong>(
            "--seed",
            "n",
            "Starts the random numbers of the randomisation test and the bootstrap; the same seed gives the same numbers everywhere.",
            text => Numbers.Natural(text)).WithDefault(new ComparisonOptions().Seed);
        command.Options.Insert(1, baseline);
        command.Options.Insert(2, candidate);
        Array.ForEach([permutations, seed, evaluation.PerQuery, evaluation.Json], (Option option) => command.Add(option));
        command.SetAction(result =>
        {
            var options = new ComparisonOptions
            {
                Evaluation = evaluation.ReadOptions(result),
                Permutations = result.GetValue(permutations),
                Seed = result.GetValue(seed),
            };
            Run[] runs = InputFiles.ReadRuns([result.GetRequiredValue(baseline), result.GetRequiredValue(candidate)], console);
            Qrels qrels = evaluation.ReadQrels(result, console);
            RunComparison comparison = RunComparison.Compare(qrels, runs[0], runs[1], evaluation.ReadMetrics(result), options);
            ComparisonReport.Warn(comparison, console);
            JudgedIds.Warn(qrels, runs[0], comparison.BaselineJudgedDocumentCount, console);
            JudgedIds.Warn(qrels, runs[1], comparison.CandidateJudgedDocumentCount, console);
            bool isPerQuery = result.GetValue(evaluation.PerQuery);
            JsonReport.Print(
                console,
                result.GetValue(evaluation.Json),
                () => ComparisonJson.Of(comparison, isPerQuery),
                () => ComparisonReport.Show(comparison, isPerQuery, console));
            return ExitCode.Ok;
        });
        return command;
    }
}
