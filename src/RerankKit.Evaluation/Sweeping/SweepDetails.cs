namespace RerankKit.Evaluation;

/// <summary>The queries that were helped and hurt most, with both rankings and what the passages say.</summary>
internal sealed class SweepDetails
{
    private const int ShownQueries = 10;
    private const int ShownDocuments = 5;
    private const int ShownLength = 800;
    private readonly List<(SweepRow Row, SweepCell Cell, Dictionary<string, (double Before, double After)> Queries)> _rows = [];

    public SweepDetails(SweepReport report)
    {
        for (int i = 0; i < report.Choices.Count; i++)
        {
            SweepRow row = report.Choices[i].Sufficient;
            int firstStage = report.Settings.FirstStages.TakeWhile(name => name != row.FirstStage).Count();
            int reranker = report.Settings.Rerankers.TakeWhile(facts => facts.Name != row.Reranker).Count();
            int depth = report.Settings.Depths.TakeWhile(value => value != row.Depth).Count();
            IReadOnlyList<double> before = report.FirstStages[firstStage].QueryValues;
            int[] changed = [.. Enumerable.Range(0, before.Count).Where(q => double.IsFinite(before[q]) && row.QueryValues[q] != before[q]).OrderByDescending(q => row.QueryValues[q] - before[q])];
            int[] helped = [.. changed.Where(q => row.QueryValues[q] > before[q]).Take(ShownQueries)];
            int[] hurt = [.. changed.Where(q => row.QueryValues[q] < before[q]).TakeLast(ShownQueries)];
            _rows.Add((row, new(firstStage, reranker, depth), helped.Concat(hurt).ToDictionary(q => report.QueryIds[q], q => (before[q], row.QueryValues[q]), StringComparer.Ordinal)));
        }
    }

    public static string Shown(string text) => text.Length <= ShownLength ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[ShownLength - 1]) ? ShownLength - 1 : ShownLength), "...");

    /// <summary>The documents whose texts are shown, in one order.</summary>
    public SortedSet<string> Documents(IEnumerable<SweepQuery> queries) =>
        new(Of(queries).SelectMany(detail => detail.Before.Concat(detail.After)).Select(document => document.Id), StringComparer.Ordinal);

    /// <summary>Both rankings of each query that is shown.</summary>
    public IEnumerable<SweepDetail> Of(IEnumerable<SweepQuery> queries)
    {
        foreach (SweepQuery query in queries)
        {
            foreach ((SweepRow row, SweepCell cell, Dictionary<string, (double Before, double After)> shown) in _rows)
            {
                if (shown.TryGetValue(query.Id, out (double Before, double After) values))
                {
                    yield return new(
                        row,
                        query.Id,
                        query.Text ?? "",
                        values.Before,
                        values.After,
                        Top(query, SweepAnalysis.Evaluated(query.FirstStages[cell.FirstStage]!)),
                        Top(query, query.Reranked(cell)!));
                }
            }
        }
    }

    private static SweepDetailDocument[] Top(SweepQuery query, string[] ids) =>
        [.. ids.Take(ShownDocuments).Select(id => new SweepDetailDocument(id, query.Judgements.Grades.TryGetValue(id, out int grade) ? grade : null))];
}
