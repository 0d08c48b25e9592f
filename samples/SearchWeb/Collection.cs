using RerankKit;
using RerankKit.Evaluation;

namespace SearchWeb;

/// <summary>The passages that are searched, and the judged queries where there are any.</summary>
internal sealed class Collection
{
    private readonly Dictionary<string, string> _judgedByText;

    private Collection(BeirDataset dataset)
    {
        Name = dataset.Name;
        Documents = [.. dataset.ReadCorpus()];
        if (Documents.Length == 0)
        {
            throw new InvalidDataException($"The collection {dataset.Name} has no document, so that nothing can be searched.");
        }

        // Without an id: a reranker that keeps vectors keeps them by text, so that the windows of one long document do not take each other's place.
        Candidates = Array.ConvertAll(Documents, document => new RerankCandidate(document.TitleAndText) { Item = document });
        Qrels = Optional(() => dataset.Qrels) ?? new();
        Queries = [.. (Optional(() => dataset.Queries) ?? []).Where(query => Qrels.Contains(query.Id) && !string.IsNullOrWhiteSpace(query.Text))];
        _judgedByText = [];
        foreach (BeirQuery query in Queries)
        {
            _judgedByText.TryAdd(query.Text.Trim(), query.Id);
        }
    }

    public string Name { get; }

    public BeirDocument[] Documents { get; }

    /// <summary>Title and text of each document, as first stages and rerankers read them.</summary>
    public RerankCandidate[] Candidates { get; }

    /// <summary>The judged queries with a text; none where the collection has no judgements.</summary>
    public IReadOnlyList<BeirQuery> Queries { get; }

    public Qrels Qrels { get; }

    public static Collection Load(string folder) => new(BeirDataset.Load(folder));

    /// <summary>How relevant a document is to a query that somebody typed; null where nobody judged the pair.</summary>
    public int? GradeOf(string query, string documentId) =>
        _judgedByText.TryGetValue(query.Trim(), out string? queryId) ? Qrels.GetGrade(queryId, documentId) : null;

    public bool IsJudged(string query) => _judgedByText.ContainsKey(query.Trim());

    // A folder with a corpus alone can be searched all the same.
    private static T? Optional<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
