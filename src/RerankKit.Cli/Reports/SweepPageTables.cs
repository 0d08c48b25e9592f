using static RerankKit.Cli.Reports.SweepPage;

namespace RerankKit.Cli.Reports;

/// <summary>The tables of the page.</summary>
internal static class SweepPageTables
{
    public static void WriteRows(SweepReport report, TextWriter writer)
    {
        string metric = report.Metrics[0].Name;
        WriteHead(writer, ["first stage", "reranker"], ["depth", .. report.Metrics.Select(each => each.Name), "change", "95 % interval", "p (Holm)", "", "oracle"]);
        foreach (SweepFirstStage first in report.FirstStages)
        {
            WriteRow(writer, [first.Name, "as it is"], ["", .. report.Metrics.Select(each => Number(first.Metrics[each.Name])), .. Enumerable.Repeat("", 5)]);
            foreach (SweepRow row in report.Rows.Where(row => row.FirstStage == first.Name))
            {
                string style = !row.IsReal ? "" : row.Changes[metric] > 0 ? "up" : "down";
                WriteRow(writer, ["", row.Reranker],
                [
                    Number(row.Depth, "0"),
                    .. report.Metrics.Select(each => Number(row.Metrics[each.Name])),
                    Figures.Change(row.Changes[metric]),
                    $"{Figures.Change(row.Interval.Low)} to {Figures.Change(row.Interval.High)}",
                    Figures.Probability(row.AdjustedPValue),
                    Certainty(row, metric),
                    Number(row.Oracle),
                ],
                style);
            }
        }

        WriteEnd(writer);
        writer.WriteLine("<p class=\"note\">p is of a paired t test of the first metric, adjusted after Holm over all rows; below 0.05 a change is called real. The oracle has the documents in the best order.</p>");
    }

    public static void WriteTimes(SweepReport report, TextWriter writer)
    {
        WriteHead(writer, ["first stage", "reranker"], ["depth", "queries timed", "p50 ms", "p95 ms", "p99 ms", "pairs/s", "tokens/query", "cost/1000"]);
        foreach (SweepRow row in report.Rows)
        {
            WriteRow(writer, [row.FirstStage, row.Reranker],
            [
                Number(row.Depth, "0"),
                Number(row.Latency?.QueryCount, "0"),
                Number(row.Latency?.P50, "0.0"),
                Number(row.Latency?.P95, "0.0"),
                Number(row.Latency?.P99, "0.0"),
                Number(row.Latency?.PairsPerSecond, "0"),
                Number(row.TokensPerQuery, "0"),
                row.CostPerThousandQueries is double cost ? Figures.Cost(cost) : "–",
            ]);
        }

        WriteEnd(writer);
        writer.WriteLine("<p class=\"note\">Times are of single calls, one at a time, after warming up.</p>");
    }

    public static void WriteRerankers(SweepReport report, TextWriter writer)
    {
        writer.WriteLine("<h2>What to take</h2>");
        WriteHead(writer, ["first stage", "reranker"], ["best depth", "sufficient depth", "knee", "blend weight", "blended, held out", "AUROC \"nothing here\"", "threshold", "false accepts"]);
        foreach (SweepChoice choice in report.Choices)
        {
            SweepRow row = choice.Sufficient;
            WriteRow(writer, [row.FirstStage, row.Reranker],
            [
                Number(choice.Best.Depth, "0"),
                Number(row.Depth, "0"),
                Number(choice.Knee?.Depth, "0"),
                Number(row.Blend?.BestWeight, "0.0"),
                Number(row.Blend?.HeldOut),
                Number(row.NothingRelevant?.Auroc, "0.000"),
                Number(row.NothingRelevant?.Threshold),
                Number(row.NothingRelevant?.FalseAccepts, "0.0 %"),
            ]);
        }

        WriteEnd(writer);
        writer.WriteLine("<p class=\"note\">Sufficient is the smallest depth that is not significantly worse than the best. \"Nothing here\" compares each list with itself without its relevant documents; the threshold lets 90 % of the lists with an answer through.</p>");
        writer.WriteLine("<h2>Rerankers</h2>");
        WriteHead(writer, ["reranker"], ["wins against the baseline", "held out", "baseline", "ECE", "cache hits", "repeated", "reversed", "shuffled"]);
        foreach (SweepRerankerReport reranker in report.Rerankers)
        {
            string stability(string variant) => reranker.Stability.FirstOrDefault(item => item.Variant == variant) is { } found ? $"{Number(found.KendallTau, "0.000")} / {Number(found.Overlap5, "0 %")}" : "–";
            WriteRow(writer, [reranker.Name],
            [
                reranker.Splits is { } splits ? Invariant($"{splits.Wins} of {splits.Splits}") : "–",
                Number(reranker.Splits?.Value),
                Number(reranker.Splits?.Baseline),
                Number(reranker.Reliability?.ExpectedCalibrationError, "0.000"),
                Number(reranker.CacheHitRate, "0.0 %"),
                stability("repeated"),
                stability("reversed"),
                stability("shuffled"),
            ]);
        }

        WriteEnd(writer);
        string baseline = report.TunedFusion is { } fusion
            ? $"the fusion of the first stages, tuned on the other half (weights on all queries {string.Join(", ", fusion.Weights.Select(weight => weight.ToString("0.0", CultureInfo.InvariantCulture)))})"
            : "the first stage";
        writer.WriteLine($"<p class=\"note\">The baseline is {Text(baseline)}; reranker and depth are chosen on one half of the queries and measured on the other, 100 times. Cache hits are those of 10,000 requests by Zipf's law. In another order: Kendall's tau, and how many of the first five stay.</p>");
    }

    public static void WriteDiagnosis(RetrievalDiagnosis diagnosis, TextWriter writer)
    {
        writer.WriteLine($"<h2>Diagnosis</h2>\n<p><strong>{Text(diagnosis.Recommendation)}</strong></p>");
        WriteHead(writer, ["run"], ["recall@50", "recall@100", "p@5", "hit@5", "ndcg@10", "oracle", "unjudged@10", "missing from the pool", "in the pool, low", "already first"]);
        foreach (RunDiagnosis run in diagnosis.Runs)
        {
            WriteRow(writer, [run.Name], [
                Number(run.Recall50), Number(run.Recall100), Number(run.Precision5), Number(run.Hit5), Number(run.Ndcg10), Number(run.OracleNdcg10), Number(run.Unjudged10),
                Number(run.MissingFromPool.Count, "0"), Number(run.LowInPool.Count, "0"), Number(run.AlreadyFirst.Count, "0"),
            ]);
        }

        WriteEnd(writer);
        writer.WriteLine($"<ol>{string.Concat(diagnosis.Questions.Select(question => $"<li>{Text(question.Text)} <strong>{DiagnosisReport.Answer(question)}</strong>: {Text(question.Because)}.</li>"))}</ol>");
    }

    public static void WriteEnvironment(SweepReport report, TextWriter writer)
    {
        writer.WriteLine("<h2>How it was made</h2>\n<dl>");
        foreach ((string name, string value) in report.Settings.Environment)
        {
            writer.WriteLine($"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>");
        }

        foreach (SweepRerankerFacts reranker in report.Settings.Rerankers)
        {
            writer.WriteLine($"<dt>{Text(reranker.Name)}</dt><dd>{Text(string.Join(", ", new[] { reranker.Provider, reranker.Model, reranker.Revision, reranker.ScoreKind, reranker.IsPointwise ? "each pair by itself" : "the list as a whole" }.Where(fact => !string.IsNullOrEmpty(fact))))}</dd>");
        }

        writer.WriteLine($"<dt>warm-up</dt><dd>{Figures.Count(report.Settings.WarmUpCalls, "call", "calls")} of each reranker that is not paid for</dd>\n</dl>");
        if (report.Settings.Command is { } command)
        {
            writer.WriteLine($"<pre><code>{Text(command)}</code></pre>");
        }
    }

    private static void WriteHead(TextWriter writer, IEnumerable<string> names, IEnumerable<string> numbers) =>
        writer.WriteLine($"<div class=\"scroll\"><table><thead><tr>{string.Concat(names.Select(name => $"<th>{Text(name)}</th>"))}{string.Concat(numbers.Select(number => $"<th class=\"n\">{Text(number)}</th>"))}</tr></thead><tbody>");

    private static void WriteRow(TextWriter writer, IEnumerable<string> names, IEnumerable<string> numbers, string style = "") =>
        writer.WriteLine($"<tr>{string.Concat(names.Select(name => $"<td>{Text(name)}</td>"))}{string.Concat(numbers.Select(number => $"<td class=\"n {style}\">{Text(number)}</td>"))}</tr>");

    private static void WriteEnd(TextWriter writer) => writer.WriteLine("</tbody></table></div>");
}
