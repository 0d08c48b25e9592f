namespace RerankKit.Evaluation;

/// <summary>A labelled collection in the BEIR layout: <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels.tsv</c> (or <c>qrels/test.tsv</c>), each plain or with <c>.gz</c>.</summary>
/// <remarks>
/// Queries are in memory; judgements and corpus are read when asked for. Half of a surrogate pair in a text becomes U+FFFD, see
/// <see cref="ReplacedCharacters"/>. Safe for many threads.
/// </remarks>
public sealed class BeirDataset
{
    private readonly string _corpusPath;
    private readonly Dictionary<string, BeirQuery> _queriesById;
    private readonly int _replacedInQueries;
    private readonly Lazy<Qrels> _qrels;
    private int _replacedInCorpus;

    private BeirDataset(string name, string corpusPath, IReadOnlyList<BeirQuery> queries, int replacedInQueries, Lazy<Qrels> qrels)
    {
        Name = name;
        _corpusPath = corpusPath;
        Queries = queries;
        _replacedInQueries = replacedInQueries;
        _qrels = qrels;
        _queriesById = queries.ToDictionary(query => query.Id, StringComparer.Ordinal);
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>The queries in file order, judged or not.</summary>
    public IReadOnlyList<BeirQuery> Queries { get; }

    /// <summary>The judgements, read when they are first asked for: reranking and indexing do without.</summary>
    /// <exception cref="FileNotFoundException">There is no file of judgements.</exception>
    /// <exception cref="EvaluationFormatException">A line of it cannot be read.</exception>
    public Qrels Qrels => _qrels.Value;

    /// <summary>How many halves of surrogate pairs, which no Unicode text can hold, were replaced by U+FFFD in the queries and in what was read of the corpus so far.</summary>
    public int ReplacedCharacters => _replacedInQueries + Volatile.Read(ref _replacedInCorpus);

    /// <summary>Reads the queries of a collection.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="split">Which <c>qrels/*.tsv</c> to take when there is no <c>qrels.tsv</c> in the folder itself.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The file of the corpus or of the queries is missing.</exception>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or an id comes twice.</exception>
    public static BeirDataset Load(string directory, string split = "test")
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(split);
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no folder '{directory}'.");
        }

        string corpus = Find(directory, "corpus.jsonl");
        string queries = Find(directory, "queries.jsonl");
        var qrels = new Lazy<Qrels>(() => QrelsFile.Read(Find(directory, "qrels.tsv", Path.Combine("qrels", $"{split}.tsv"))));
        string name = Path.GetFileName(Path.GetFullPath(directory).TrimEnd(Path.DirectorySeparatorChar));
        return new(name, corpus, ReadQueries(queries, out int replaced), replaced, qrels);
    }

    /// <summary>Gets a query by its id.</summary>
    /// <param name="queryId">The id.</param>
    /// <returns>The query.</returns>
    /// <exception cref="KeyNotFoundException">There is no such query.</exception>
    public BeirQuery GetQuery(string queryId) =>
        _queriesById.TryGetValue(queryId, out BeirQuery? query) ? query : throw Throw.QueryNotFound(queryId, $"collection '{Name}'");

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
