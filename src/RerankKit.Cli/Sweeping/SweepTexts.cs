namespace RerankKit.Cli.Sweeping;

/// <summary>The texts that a sweep needs: of judged queries, and of the documents that any depth reaches.</summary>
internal static class SweepTexts
{
    private const int MostDocumentsLookedAt = 50_000;

    /// <exception cref="InputException">A run and the collection do not belong together.</exception>
    public static RunTexts Load(BeirDataset dataset, IReadOnlyList<Run> runs, Qrels qrels, int depth, DocumentTexts texts)
    {
        var all = new Run(string.Join(", ", runs.Select(run => run.Name)));
        foreach (string queryId in qrels.QueryIds.Where(id => runs.Any(run => run.Contains(id))))
        {
            all.AddRanking(queryId, runs.Where(run => run.Contains(queryId)).SelectMany(run => run.GetRanking(queryId).Take(depth)).Select(document => document.Id).Distinct(StringComparer.Ordinal));
        }

        if (all.QueryIds.Count == 0)
        {
            throw new InputException($"None of the queries of {all.Name} is judged. Give the judgements of these queries with --qrels.");
        }

        var loaded = RunTexts.Load(dataset, all, texts);
        foreach (Run run in runs)
        {
            if (!run.QueryIds.Where(qrels.Contains).Any(id => run[id].Any(document => loaded.HasDocument(document.Id))))
            {
                throw new InputException($"{dataset.Name} has none of the documents of {run.Name}. Give the collection that the run was made from.");
            }
        }

        return loaded;
    }

    /// <summary>Looks for documents that are there more than once; null where there are too many to look at by the way.</summary>
    public static DuplicateDocuments? FindDuplicates(BeirDataset dataset) =>
        dataset.ReadCorpus().Skip(MostDocumentsLookedAt).Any() ? null : DuplicateDocuments.Find(() => dataset.ReadCorpus().Select(document => (document.Id, document.TitleAndText)));
}
