using System.CommandLine;
using System.Text.Json;
using RerankKit.Cli.Files;
using RerankKit.Cli.Options;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

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
        var runs = new Option<string[]>("--run")
        {
            Description = "The run in TREC format ('qid Q0 docid rank score tag'), plain or gzip; '-' reads standard input. Several are evaluated side by side.",
            HelpName = "file",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var evaluation = new EvaluationArguments(command, EvaluationArguments.CreateMetrics());
        command.Options.Insert(1, runs);
        command.Add(evaluation.PerQuery);
        command.Add(evaluation.Json);
        command.SetAction(result =>
        {
            EvaluationOptions options = evaluation.ReadOptions(result);
            IReadOnlyList<RankingMetric> metrics = evaluation.ReadMetrics(result);
            Qrels qrels = evaluation.ReadQrels(result, console);
            EvaluationResult[] results = Array.ConvertAll(
                InputFiles.ReadRuns(result.GetRequiredValue(runs), console),
                run => Evaluator.Evaluate(qrels, run, metrics, options));
            WarnOfQueries(results, options, console);
            bool isPerQuery = result.GetValue(evaluation.PerQuery);
            if (result.GetValue(evaluation.Json))
            {
                JsonReport.WriteTo(console.Output, json => Write(json, results, isPerQuery));
            }
            else
            {
                Show(results, isPerQuery, console);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void WarnOfQueries(EvaluationResult[] results, EvaluationOptions options, ToolConsole console)
    {
        foreach (EvaluationResult result in results)
        {
            if (result.MissingQueryIds.Count > 0)
            {
                string effect = options.IsComplete ? "counted as 0" : "left out (--complete counts them as 0)";
                console.Warn($"{result.RunName} does not answer {Figures.Count(result.MissingQueryIds.Count, "judged query", "judged queries")}, {effect}: {Figures.Ids(result.MissingQueryIds)}");
            }

            if (result.UnjudgedQueryIds.Count > 0)
            {
                console.Warn($"{result.RunName} answers {Figures.Count(result.UnjudgedQueryIds.Count, "query", "queries")} without judgements, ignored: {Figures.Ids(result.UnjudgedQueryIds)}");
            }
        }
    }

    // One run is the object itself; several are an array of such objects that name their run.
    private static void Write(Utf8JsonWriter json, EvaluationResult[] results, bool isPerQuery)
    {
        if (results.Length == 1)
        {
            Write(json, results[0], isPerQuery, isNamed: false);
            return;
        }

        json.WriteStartArray();
        foreach (EvaluationResult result in results)
        {
            Write(json, result, isPerQuery, isNamed: true);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, EvaluationResult result, bool isPerQuery, bool isNamed)
    {
        json.WriteStartObject();
        if (isNamed)
        {
            json.WriteString("run", result.RunName);
        }

        json.WriteNumber("queries", result.QueryIds.Count);
        WriteMetrics(json, "metrics", result, metric => result[metric]);
        if (isPerQuery)
        {
            json.WriteStartObject("perQuery");
            foreach (string queryId in result.QueryIds)
            {
                WriteMetrics(json, queryId, result, metric => result[metric, queryId]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, string name, EvaluationResult result, Func<RankingMetric, double> value)
    {
        json.WriteStartObject(name);
        foreach (RankingMetric metric in result.Metrics)
        {
            json.WriteNumber(metric.Name, value(metric));
        }

        json.WriteEndObject();
    }

    private static void Show(EvaluationResult[] results, bool isPerQuery, ToolConsole console)
    {
        foreach (EvaluationResult result in isPerQuery ? results : [])
        {
            var queries = new ReportTable([result.RunName, .. result.Metrics.Select(metric => metric.Name)]);
            foreach (string queryId in result.QueryIds)
            {
                queries.Add([queryId, .. result.Metrics.Select(metric => Figures.Metric(metric, result[metric, queryId]))]);
            }

            queries.WriteTo(console);
        }

        var table = new ReportTable(["run", "queries", .. results[0].Metrics.Select(metric => metric.Name)]);
        foreach (EvaluationResult result in results)
        {
            table.Add([result.RunName, Figures.Whole(result.QueryIds.Count), .. result.Metrics.Select(metric => Figures.Metric(metric, result[metric]))]);
        }

        table.WriteTo(console);
    }
}
