namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit eval</c>: the metrics of one run or several.</summary>
internal static class EvalCommand
{
    private const string Notes =
        """
        Queries without judgements are ignored; judged queries that a run does not answer are left out unless --complete is given.

        Examples:
          rerankkit eval --qrels qrels.tsv --run bm25.run
          rerankkit eval --qrels qrels.tsv --run bm25.run dense.run --metrics ndcg@10,rr@10
          rerankkit eval --qrels qrels.tsv --run bm25.run --per-query --json
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("eval", "Evaluates runs against judgements, with trec_eval's definitions and tie rule.", Notes);
        Option<string[]> runs = ManyOption.Create(
            "--run", "The run in TREC format ('qid Q0 docid rank score tag'), plain or gzip; '-' reads standard input. Several are evaluated side by side.", isRequired: true);
        var evaluation = new EvaluationArguments(command, EvaluationArguments.CreateMetrics());
        command.Options.Insert(1, runs);
        command.Add(evaluation.PerQuery);
        command.Add(evaluation.Json);
        command.SetAction(result =>
        {
            EvaluationOptions options = evaluation.ReadOptions(result);
            IReadOnlyList<RankingMetric> metrics = evaluation.ReadMetrics(result);
            Qrels qrels = evaluation.ReadQrels(result, console);
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            EvaluationResult[] results = Array.ConvertAll(read, run => Evaluator.Evaluate(qrels, run, metrics, options));
            EvaluationReport.Warn(results, options, console);
            for (int i = 0; i < read.Length; i++)
            {
                JudgedIds.Warn(qrels, read[i], results[i].JudgedDocumentCount, console);
            }

            bool isPerQuery = result.GetValue(evaluation.PerQuery);
            JsonReport.Print(
                console, result.GetValue(evaluation.Json), () => EvaluationJson.Of(results, isPerQuery),
                () => EvaluationReport.Show(results, isPerQuery, console));
            return ExitCode.Ok;
        });
        return command;
    }
}
