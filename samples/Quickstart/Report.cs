using System.Globalization;
using RerankKit;
using RerankKit.Evaluation;
using RerankKit.LateInteraction;
using Spectre.Console;

namespace Quickstart;

/// <summary>Prints what each step was worth, what it cost, and how one ranking came about.</summary>
internal static class Report
{
    private static readonly IReadOnlyList<RankingMetric> Metrics = RankingMetric.ParseList("ndcg@10,rr@10,p@5,recall@50");

    public static void Write(IAnsiConsole console, Experiment experiment)
    {
        EvaluationResult[] results = [.. experiment.Runs.Select(run => Evaluator.Evaluate(experiment.Dataset.Qrels, run, Metrics, new() { IsComplete = true }))];
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{experiment.Dataset.Name}[/]: {experiment.Runs[0].QueryIds.Count} judged queries, {experiment.Dataset.Qrels.JudgementCount} judgements");
        console.WriteLine();
        WriteWorth(console, experiment, results);

        // A query for which nothing was found has nothing to show.
        Experiment.Trace[] traces = [.. experiment.Traces.Where(trace => trace.Reranker == results[^1].RunName && trace.Candidates.Length > 0)];
        WriteStages(console, traces);
        if (traces.Length > 0)
        {
            WriteExplanation(console, experiment, traces, results[0], results[^1]);
        }
    }

    /// <summary>Shows what the tokens of one query found in the passage that late interaction placed first.</summary>
    public static async Task WriteHighlightsAsync(IAnsiConsole console, Experiment experiment, IReranker reranker)
    {
        if (experiment.Traces.Find(trace => trace.Reranker == "late-interaction" && trace.Candidates.Length > 0) is not { } trace)
        {
            return;
        }

        RerankCandidate best = trace.Candidates[trace.Response.Results[0].Index];
        LateInteractionExplanation explanation = await reranker.GetService<LateInteractionReranker>()!.ExplainAsync(trace.Query.Text, best.Text);
        console.WriteLine();
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]What \"{trace.Query.Text}\" found in {best.Id}[/] (MaxSim {explanation.Score:F3})");
        console.WriteLine(explanation.Render(HighlightStyle.Brackets, minWeight: 0.25));
        foreach (LateInteractionMatch match in explanation.Matches.Where(match => match is { QueryToken.Length: > 0, DocumentToken: not null }))
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {match.QueryToken.Text} -> {match.DocumentToken!.Value.Text} {match.Similarity:F3}"));
        }
    }

    private static void WriteWorth(IAnsiConsole console, Experiment experiment, EvaluationResult[] results)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("step");
        foreach (RankingMetric metric in Metrics)
        {
            table.AddColumn(new TableColumn(metric.Name).RightAligned());
        }

        table.AddColumn(new TableColumn("ms p50").RightAligned()).AddColumn(new TableColumn("ms p95").RightAligned());
        foreach (EvaluationResult result in results)
        {
            double[] times = [.. experiment.Milliseconds[result.RunName].Order()];
            table.AddRow(
            [
                result.RunName,
                .. Metrics.Select(metric => Text("F4", result[metric])),
                Text("F3", Quantile(times, 0.5)),
                Text("F3", Quantile(times, 0.95)),
            ]);
        }

        console.Write(table);
        RunComparison comparison = RunComparison.Compare(experiment.Dataset.Qrels, experiment.Runs[0], experiment.Runs[^1], Metrics);
        MetricComparison ndcg = comparison["ndcg@10"];
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{experiment.Runs[^1].Name} against {experiment.Runs[0].Name}: nDCG@10 {ndcg.Difference:+0.0000;-0.0000}, {ndcg.Wins} queries better, {ndcg.Ties} the same, {ndcg.Losses} worse, p = {ndcg.RandomisationPValue:F4} (randomisation)"));
        console.WriteLine();
    }

    private static void WriteStages(IAnsiConsole console, Experiment.Trace[] traces)
    {
        Table table = new Table().Border(TableBorder.Simple).Title("Inside the reranker, all queries").AddColumns("stage", "decisions").AddColumn(new TableColumn("in").RightAligned()).AddColumn(new TableColumn("scored").RightAligned()).AddColumn(new TableColumn("µs p50").RightAligned());
        foreach (IGrouping<string, RerankStage> stages in traces.SelectMany(trace => trace.Response.Stages).GroupBy(stage => stage.Name, StringComparer.Ordinal))
        {
            table.AddRow(
                stages.Key,
                string.Join(", ", stages.CountBy(stage => stage.Decision, StringComparer.Ordinal).Select(decision => $"{decision.Key} {decision.Value}")),
                Text("F0", stages.Average(stage => stage.CandidatesIn)),
                Text("F0", stages.Average(stage => stage.CandidatesScored)),
                Text("F1", Quantile([.. stages.Select(stage => stage.Duration.TotalMicroseconds).Order()], 0.5)));
        }

        console.Write(table);
    }

    private static void WriteExplanation(IAnsiConsole console, Experiment experiment, Experiment.Trace[] traces, EvaluationResult before, EvaluationResult after)
    {
        // A query that gained much and now begins with a passage that answers fully.
        Experiment.Trace trace = traces.OrderByDescending(TopGrade).ThenByDescending(trace => Lift(trace.Query.Id)).First();
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]One ranking explained[/]: \"{trace.Query.Text}\" ({trace.Query.Id})");
        Table table = new Table().Border(TableBorder.Simple).AddColumns("rank", "passage", "grade", "score", "placement");
        foreach (string list in trace.Fused.ListNames)
        {
            table.AddColumn(new TableColumn($"{list} rank").RightAligned());
        }

        for (int rank = 0; rank < Math.Min(5, trace.Response.Results.Count); rank++)
        {
            RerankResult result = trace.Response.Results[rank];
            RerankCandidate candidate = trace.Candidates[result.Index];
            table.AddRow(
            [
                Text("F0", rank + 1),
                Markup.Escape(candidate.Id!),
                experiment.Dataset.Qrels.GetGrade(trace.Query.Id, candidate.Id!)?.ToString(CultureInfo.InvariantCulture) ?? "-",
                result.IsScored ? Text("F3", result.Score) : "-",
                result.Placement.ToString(),
                .. trace.Fused[result.Index].Sources.Select(source => source.Rank?.ToString(CultureInfo.InvariantCulture) ?? "-"),
            ]);
        }

        console.Write(table);
        foreach (RerankStage stage in trace.Response.Stages)
        {
            console.WriteLine($"  {stage.Name}: {stage.Decision}, {stage.CandidatesIn} in, {stage.CandidatesScored} scored{(stage.Reason is null ? "" : ", " + stage.Reason)}");
        }

        int TopGrade(Experiment.Trace trace) =>
            experiment.Dataset.Qrels.GetGrade(trace.Query.Id, trace.Candidates[trace.Response.Results[0].Index].Id!) ?? 0;

        double Lift(string query) => after["ndcg@10", query] - before["ndcg@10", query];
    }

    private static double Quantile(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private static string Text(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
