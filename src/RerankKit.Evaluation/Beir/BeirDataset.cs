namespace RerankKit.Evaluation;

/// <summary>A labelled collection in the BEIR layout: <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels.tsv</c> (or <c>qrels/test.tsv</c>), each plain or with <c>.gz</c>.</summary>
/// <remarks>
/// Queries and judgements are read when first asked for, and kept; whoever needs none of them need not have their files. The corpus is read each time. Half of a surrogate pair in a text becomes U+FFFD, see
/// <see cref="ReplacedCharacters"/>. Safe for many threads.
/// </remarks>
public sealed class BeirDataset
{
    private readonly string _corpusPath;
    private readonly Lazy<(IReadOnlyList<BeirQuery> All, Dictionary<string, BeirQuery> ById)> _queries;
    private readonly Lazy<Qrels> _qrels;
    private int _replacedInQueries;
    private int _replacedInCorpus;

    private BeirDataset(string directory, string split)
    {
        Name = Path.GetFileName(Path.GetFullPath(directory).TrimEnd(Path.DirectorySeparatorChar));
        _corpusPath = Find(directory, "corpus.jsonl");
        _queries = new(() =>
        {
            List<BeirQuery> queries = ReadQueries(Find(directory, "queries.jsonl"), out _replacedInQueries);
            return (queries, queries.ToDictionary(query => query.Id, StringComparer.Ordinal));
        });
        _qrels = new(() => QrelsFile.Read(Find(directory, "qrels.tsv", Path.Combine("qrels", $"{split}.tsv"))));
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>The queries in file order, judged or not.</summary>
    /// <exception cref="FileNotFoundException">The collection has none.</exception>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or an id comes twice.</exception>
    public IReadOnlyList<BeirQuery> Queries => _queries.Value.All;

    /// <summary>The judgements.</summary>
    /// <exception cref="FileNotFoundException">The collection has none.</exception>
    /// <exception cref="EvaluationFormatException">A line cannot be read.</exception>
    public Qrels Qrels => _qrels.Value;

    /// <summary>How many halves of surrogate pairs, which no Unicode text can hold, were replaced by U+FFFD in what was read of the queries and the corpus so far.</summary>
    public int ReplacedCharacters => Volatile.Read(ref _replacedInQueries) + Volatile.Read(ref _replacedInCorpus);

    /// <summary>Opens a collection.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="split">Which <c>qrels/*.tsv</c> to take when there is no <c>qrels.tsv</c> in the folder itself.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">It has no corpus.</exception>
    public static BeirDataset Load(string directory, string split = "test")
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(split);
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no folder '{directory}'.");
        }

        return new(directory, split);
    }

    /// <summary>Gets a query by its id.</summary>
    /// <param name="queryId">The id.</param>
    /// <returns>The query.</returns>
    /// <exception cref="KeyNotFoundException">There is no such query.</exception>
    public BeirQuery GetQuery(string queryId) =>
        _queries.Value.ById.TryGetValue(queryId, out BeirQuery? query) ? query : throw Throw.QueryNotFound(queryId, $"collection '{Name}'");

    /// <summary>Reads the corpus document by document, without holding it.</summary>
    /// <returns>The documents in file order; each enumeration reads the file anew.</returns>
    /// <exception cref="EvaluationFormatException">While enumerating: a line cannot be read.</exception>
    public IEnumerable<BeirDocument> ReadCorpus()
    {
        using var reader = new LineReader(_corpusPath);
        while (TryRead(reader, out BeirDocument? document))
        {
            Note(reader.ReplacedCharacters);
            yield return document!;
        }
    }

    /// <summary>Reads the whole corpus, or those documents of it that are wanted.</summary>
    /// <param name="documentIds">The ids to keep, for example those of a run; null keeps all. Ids that the corpus lacks are absent from the result.</param>
    /// <returns>Id to document.</returns>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or an id comes twice.</exception>
    public IReadOnlyDictionary<string, BeirDocument> LoadCorpus(IReadOnlySet<string>? documentIds = null)
    {
        var documents = new Dictionary<string, BeirDocument>(StringComparer.Ordinal);
        using var reader = new LineReader(_corpusPath);
        while (TryRead(reader, out BeirDocument? document))
        {
            Note(reader.ReplacedCharacters);
            if (documentIds?.Contains(document!.Id) != false && !documents.TryAdd(document!.Id, document))
            {
                throw Duplicate(reader, document.Id);
            }
        }

        return documents;
    }

    private static List<BeirQuery> ReadQueries(string path, out int replaced)
    {
        var queries = new List<BeirQuery>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var reader = new LineReader(path);
        while (TryRead(reader, out BeirDocument? query))
        {
            if (!seen.Add(query!.Id))
            {
                throw Duplicate(reader, query.Id);
            }

            queries.Add(new(query.Id, query.Text));
        }

        replaced = reader.ReplacedCharacters;
        return queries;
    }

    // An iterator cannot hold the span across its yield.
    private static bool TryRead(LineReader reader, out BeirDocument? document)
    {
        document = reader.TryReadLine(out ReadOnlySpan<byte> line) ? BeirJsonLine.Read(reader, line) : null;
        return document is not null;
    }

    // The corpus may be read often, and at once: what counts is the reading that has come furthest.
    private void Note(int replaced)
    {
        int known;
        while ((known = Volatile.Read(ref _replacedInCorpus)) < replaced)
        {
            Interlocked.CompareExchange(ref _replacedInCorpus, replaced, known);
        }
    }

    private static EvaluationFormatException Duplicate(LineReader reader, string id) =>
        new(reader.File, reader.LineNumber, id, "An earlier line has the same _id; ids are unique.");

    private static string Find(string directory, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            string path = Path.Combine(directory, name);
            if (File.Exists(path))
            {
                return path;
            }

            if (File.Exists(path + ".gz"))
            {
                return path + ".gz";
            }
        }

        string looked = string.Join(", ", names.ToArray().Select(name => $"'{name}', '{name}.gz'"));
        throw new FileNotFoundException($"The collection in '{directory}' lacks a file. Looked for {looked}.", Path.Combine(directory, names[0]));
    }
}
