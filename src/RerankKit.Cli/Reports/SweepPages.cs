namespace RerankKit.Cli.Reports;

/// <summary>Everything that the pages of a sweep show, out of its results alone.</summary>
/// <param name="Report">The report.</param>
/// <param name="Details">The queries that changed most, the most helped first.</param>
/// <param name="Texts">What the documents of the details say.</param>
/// <param name="Diagnosis">What the first stages lack.</param>
internal sealed record SweepPages(SweepReport Report, IReadOnlyList<SweepDetail> Details, IReadOnlyDictionary<string, string> Texts, RetrievalDiagnosis Diagnosis)
{
    /// <summary>The deciding metric.</summary>
    public string Metric => Report.Metrics[0].Name;

    /// <exception cref="FormatException">The file is not a sweep's, or not whole.</exception>
    public static SweepPages Read(string path)
    {
        SweepReport report = SweepReport.Read(path);
        using var file = SweepFile.Open(path);
        var qrels = new Qrels();
        Run[] runs = [.. report.Settings.FirstStages.Select(name => new Run(name))];
        var queries = new Dictionary<string, string?>(StringComparer.Ordinal);
        SweepDetail[] details =
        [
            .. new SweepDetails(report).Of(file.Queries().Select(query =>
            {
                Collect(query, qrels, runs);
                queries[query.Id] = query.Text;
                return query;
            })).OrderByDescending(detail => detail.AfterValue - detail.BeforeValue),
        ];
        var diagnosis = RetrievalDiagnosis.Of(qrels, runs, new()
        {
            QueryText = queries.GetValueOrDefault,
            RelevanceLevel = report.Settings.RelevanceLevel,
            Documents = report.Settings is { DocumentCount: int count, DuplicateCount: int same, NearDuplicateCount: int near } ? new(count, same, near) : null,
        });
        return new(report, details, file.Texts(), diagnosis);
    }

    private static void Collect(SweepQuery query, Qrels qrels, Run[] runs)
    {
        foreach ((string document, int grade) in query.Judgements.Grades)
        {
            qrels.Add(query.Id, document, grade);
        }

        for (int i = 0; i < runs.Length; i++)
        {
            if (query.FirstStages[i] is { } documents)
            {
                runs[i].Add(query.Id, documents);
            }
        }
    }
}
