namespace RerankKit.Cli.Reports;

/// <summary>A diagnosis for people.</summary>
internal static class DiagnosisReport
{
    public static void Show(RetrievalDiagnosis diagnosis, ToolConsole console)
    {
        var values = new ReportTable("run", "queries", "recall@50", "recall@100", "p@5", "of at most", "hit@5", "ndcg@10", "oracle", "unjudged@10");
        var classes = new ReportTable("run", "missing from the pool: fix retrieval", "in the pool, but low: rerank", "already first: skip", "nothing judged relevant");
        foreach (RunDiagnosis run in diagnosis.Runs)
        {
            values.Add(
                run.Name, Number(run.QueryCount), Figures.Value(run.Recall50), Figures.Value(run.Recall100), Figures.Value(run.Precision5), Figures.Value(run.BestPrecision5), Figures.Value(run.Hit5),
                Figures.Value(run.Ndcg10), Figures.Value(run.OracleNdcg10), Figures.Value(run.Unjudged10));
            classes.Add(run.Name, Number(run.MissingFromPool.Count), Number(run.LowInPool.Count), Number(run.AlreadyFirst.Count), Number(run.WithoutRelevant.Count));
        }

        values.WriteTo(console);
        classes.WriteTo(console);
        if (diagnosis.TunedFusion is { } fusion)
        {
            console.Output.WriteLine(Invariant($"Fused, with weights chosen on other queries: ndcg@10 {fusion.HeldOut:0.0000}, better than the best run alone in {diagnosis.FusionWins} of {fusion.Splits} splits"));
            console.Output.WriteLine();
        }

        RunDiagnosis best = diagnosis.Best;
        if (best.Gates.Count > 0)
        {
            console.Output.WriteLine($"Score gap of {best.Name}, tenths: {string.Join(' ', best.Gaps.Select(gap => gap.ToString("0.00", CultureInfo.InvariantCulture)))}");
            var gates = new ReportTable("a gate at", "skips", "and loses, of what a perfect reranker gains") { LeftColumns = 0 };
            foreach (GateForecast gate in best.Gates)
            {
                gates.Add(gate.Threshold.ToString("0.000", CultureInfo.InvariantCulture), Share(gate.Skipped), Share(gate.Lost));
            }

            gates.WriteTo(console);
        }

        if (best.Groups.Count > 0)
        {
            var groups = new ReportTable("queries", "count", "ndcg@10", "hit@5");
            foreach (QueryGroup group in best.Groups)
            {
                groups.Add(group.Name, Number(group.QueryIds.Count), Figures.Value(group.Ndcg10), Figures.Value(group.Hit5));
            }

            groups.WriteTo(console);
        }

        if (diagnosis.CutPassages is var (cut, all))
        {
            console.Output.WriteLine(Invariant($"With a query of middling length longer than the model reads: {cut} of {Figures.Count(all, "passage", "passages")}"));
        }

        foreach ((int index, DiagnosisQuestion question) in diagnosis.Questions.Index())
        {
            console.Output.WriteLine(Invariant($"{index + 1}. {question.Text} {Answer(question)}: {question.Because}."));
        }

        console.Output.WriteLine();
        console.Output.WriteLine(diagnosis.Recommendation);
    }

    public static string Answer(DiagnosisQuestion question) => question.Answer switch { true => "Yes", false => "No", null => "Not known" };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Share(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
