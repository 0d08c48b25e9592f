namespace RerankKit.Cli.Reports;

/// <summary>The metrics of runs for people.</summary>
internal static class EvaluationReport
{
    public static void Warn(EvaluationResult[] results, EvaluationOptions options, ToolConsole console)
    {
        foreach (EvaluationResult result in results)
        {
            if (result.MissingQueryIds.Count > 0)
            {
                string queries = Figures.Count(result.MissingQueryIds.Count, "judged query", "judged queries");
                string effect = options.IsComplete ? "counted as 0" : "left out (--complete counts them as 0)";
                console.Warn($"{result.RunName} does not answer {queries}, {effect}: {Figures.Ids(result.MissingQueryIds)}");
            }

            if (result.UnjudgedQueryIds.Count > 0)
            {
                string queries = Figures.Count(result.UnjudgedQueryIds.Count, "query", "queries");
                console.Warn($"{result.RunName} answers {queries} without judgements, ignored: {Figures.Ids(result.UnjudgedQueryIds)}");
            }
        }
    }

    public static void Show(EvaluationResult[] results, bool isPerQuery, ToolConsole console)
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
