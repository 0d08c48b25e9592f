namespace RerankKit.Cli.Answers;

/// <summary>The first documents of runs for some queries, with their texts.</summary>
internal sealed class SampledTexts(IReadOnlyDictionary<string, BeirDocument> corpus, int depth)
{
    /// <summary>Reads the texts, and says which documents have none.</summary>
    public static SampledTexts Load(BeirDataset dataset, IEnumerable<BeirQuery> queries, Run[] runs, int depth, ToolConsole console)
    {
        HashSet<string> ids = [.. queries.SelectMany(query => runs.SelectMany(run => Top(run, query.Id, depth)))];
        IReadOnlyDictionary<string, BeirDocument> corpus = dataset.LoadCorpus(ids);
        string[] missing = [.. ids.Where(id => !corpus.ContainsKey(id))];
        if (missing.Length == ids.Count)
        {
            throw new InputException($"None of the documents of the runs is in {dataset.Name}, for example '{ids.FirstOrDefault()}'. Give the collection that the runs were made from.");
        }

        if (missing.Length > 0)
        {
            console.Warn($"the corpus of {dataset.Name} lacks {Figures.Count(missing.Length, "document", "documents")} of the runs, passed over: {Figures.Ids(missing)}");
        }

        return new(corpus, depth);
    }

    /// <summary>Ids of the first documents of a run that have a text.</summary>
    public IEnumerable<string> Ids(Run run, string queryId) => Top(run, queryId, depth).Where(corpus.ContainsKey);

    public string Text(string documentId) => corpus[documentId].TitleAndText;

    public string[] Passages(Run run, string queryId) => [.. Ids(run, queryId).Select(Text)];

    private static IEnumerable<string> Top(Run run, string queryId, int depth) =>
        run.Contains(queryId) ? run.GetRanking(queryId).Take(depth).Select(document => document.Id) : [];
}
