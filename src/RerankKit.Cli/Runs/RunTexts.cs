namespace RerankKit.Cli.Runs;

/// <summary>A run with the texts that a collection has for its queries and documents.</summary>
internal sealed class RunTexts
{
    private readonly Dictionary<string, string> _queries;
    private readonly IReadOnlyDictionary<string, BeirDocument> _corpus;
    private readonly DocumentTexts _texts;

    private RunTexts(Run run, BeirDataset dataset, Dictionary<string, string> queries, IReadOnlyDictionary<string, BeirDocument> corpus, DocumentTexts texts)
    {
        Run = run;
        Dataset = dataset;
        _queries = queries;
        _corpus = corpus;
        _texts = texts;
    }

    public Run Run { get; }

    public BeirDataset Dataset { get; }

    /// <summary>Reads the texts.</summary>
    /// <exception cref="InputException">The collection has nothing of the run: they do not belong together.</exception>
    public static RunTexts Load(BeirDataset dataset, Run run, DocumentTexts texts)
    {
        var asked = run.QueryIds.ToHashSet(StringComparer.Ordinal);
        var queries = dataset.Queries.Where(query => asked.Contains(query.Id) && !string.IsNullOrWhiteSpace(query.Text)).ToDictionary(query => query.Id, query => query.Text, StringComparer.Ordinal);
        if (queries.Count == 0)
        {
            throw Foreign("queries", run, run.QueryIds[0], dataset, dataset.Queries is [var first, ..] ? first.Id : null);
        }

        var documentIds = run.QueryIds.SelectMany(queryId => run[queryId]).Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        IReadOnlyDictionary<string, BeirDocument> corpus = dataset.LoadCorpus(documentIds);
        return corpus.Count > 0
            ? new(run, dataset, queries, corpus, texts)
            : throw Foreign("documents", run, documentIds.FirstOrDefault() ?? "", dataset, dataset.ReadCorpus().FirstOrDefault()?.Id);
    }

    /// <summary>The query's text; null where there is none.</summary>
    public string? Query(string queryId) => _queries.GetValueOrDefault(queryId);

    /// <summary>The queries of the run that are judged and have a text.</summary>
    public IEnumerable<string> Judged(Qrels qrels) => Run.QueryIds.Where(id => qrels.Contains(id) && _queries.ContainsKey(id));

    public bool HasDocument(string documentId) => _corpus.ContainsKey(documentId);

    /// <summary>What is read of the document; null where the collection lacks it.</summary>
    public string? Document(string documentId) => _corpus.TryGetValue(documentId, out BeirDocument? document) ? _texts.Of(document) : null;

    /// <summary>Says which documents have their context.</summary>
    public void ReportContext(ToolConsole console) => _texts.Report(_corpus.Values, console);

    /// <summary>The first documents of a query that have a text; none where the query has no text.</summary>
    public RunCandidates Candidates(string queryId, int depth)
    {
        IReadOnlyList<ScoredDocument> ranking = Query(queryId) is null ? [] : Run.GetRanking(queryId);
        var candidates = new List<RerankCandidate>(Math.Min(depth, ranking.Count));
        var positions = new List<int>(candidates.Capacity);
        for (int i = 0; i < ranking.Count && i < depth; i++)
        {
            if (Document(ranking[i].Id) is { } text)
            {
                candidates.Add(new(text) { Id = ranking[i].Id, Score = ranking[i].Score, Item = _corpus[ranking[i].Id].Metadata });
                positions.Add(i);
            }
        }

        return new(candidates, positions);
    }

    /// <summary>Changes with any id or score of the run.</summary>
    public string RunDigest() => Run.QueryIds
        .Aggregate(default(Hash128), (query, queryId) => Run[queryId].Aggregate(
            query.Then(queryId), (hash, document) => hash.Then(document.Id).Then(BitConverter.DoubleToInt64Bits(document.Score))))
        .ToString();

    /// <summary>Changes with any text that the reranker may be shown.</summary>
    public string TextDigest()
    {
        Hash128 queries = Run.QueryIds.Aggregate(default(Hash128), (hash, queryId) => hash.Then(Query(queryId)));
        return _corpus.Values.Aggregate(queries, (hash, document) => hash.Then(document.Id).Then(_texts.Of(document))).ToString();
    }

    private static InputException Foreign(string what, Run run, string ofRun, BeirDataset dataset, string? ofDataset)
    {
        string example = ofDataset is null ? "it has none at all" : $"its first is '{ofDataset}'";
        return new($"{dataset.Name} has none of the {what} of {run.Name}: the run's first is '{ofRun}', in the collection {example}. Give the collection that the run was made from.");
    }
}
