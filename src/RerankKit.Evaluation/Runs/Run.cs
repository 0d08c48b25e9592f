using System.Diagnostics.CodeAnalysis;

namespace RerankKit.Evaluation;

/// <summary>What a system returned: for every query the documents it found, with their scores.</summary>
/// <remarks>
/// Order within a query is decided by score. Of equal scores the document that was added first stands first, except when the run is evaluated,
/// which follows trec_eval unless told otherwise (see <see cref="TieRule"/>). Many threads may read a run that no thread changes.
/// </remarks>
public sealed class Run
{
    private readonly Dictionary<string, ScoredDocument[]> _queries = new(StringComparer.Ordinal);
    private readonly List<string> _queryIds = [];

    /// <summary>Makes an empty run.</summary>
    /// <param name="name">The run's name, the last column of a TREC file.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or blank.</exception>
    public Run(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The run's name, also called its tag.</summary>
    public string Name { get; }

    /// <summary>The queries in the order in which they were added.</summary>
    public IReadOnlyList<string> QueryIds => _queryIds;

    /// <summary>The documents of a query in the order in which they were added.</summary>
    /// <param name="queryId">The query.</param>
    /// <exception cref="KeyNotFoundException">The run does not answer the query.</exception>
    public IReadOnlyList<ScoredDocument> this[string queryId] =>
        _queries.TryGetValue(queryId, out ScoredDocument[]? documents) ? documents : throw Throw.QueryNotFound(queryId, $"run '{Name}'");

    /// <summary>Whether the run answers a query.</summary>
    /// <param name="queryId">The query.</param>
    /// <returns>True when it does.</returns>
    public bool Contains(string queryId) => _queries.ContainsKey(queryId);

    /// <summary>Gets the documents of a query in the order in which they were added.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="documents">The documents, or null.</param>
    /// <returns>True when the run answers the query.</returns>
    public bool TryGetDocuments(string queryId, [NotNullWhen(true)] out IReadOnlyList<ScoredDocument>? documents)
    {
        bool isFound = _queries.TryGetValue(queryId, out ScoredDocument[]? found);
        documents = found;
        return isFound;
    }

    /// <summary>Adds a query with its documents.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="documents">Its documents in any order.</param>
    /// <exception cref="ArgumentException">The query is there already, or a document has no id, comes twice, or has a score that is NaN or infinite.</exception>
    public void Add(string queryId, IEnumerable<ScoredDocument> documents)
    {
        ArgumentException.ThrowIfNullOrEmpty(queryId);
        ArgumentNullException.ThrowIfNull(documents);
        ScoredDocument[] added = [.. documents];
        var seen = new HashSet<string>(added.Length, StringComparer.Ordinal);
        foreach (ScoredDocument document in added)
        {
            if (string.IsNullOrEmpty(document.Id))
            {
                throw new ArgumentException($"Query '{queryId}' has a document without an id. Give every document an id.", nameof(documents));
            }

            if (!double.IsFinite(document.Score))
            {
                throw new ArgumentException($"Query '{queryId}', document '{document.Id}': score {document.Score} is not finite. Leave the document out, or score it.", nameof(documents));
            }

            if (!seen.Add(document.Id))
            {
                throw new ArgumentException($"Query '{queryId}' lists document '{document.Id}' twice; each document stands once per query.", nameof(documents));
            }
        }

        AddChecked(queryId, added);
    }

    /// <summary>Adds a query with a ranking that has no scores of its own: the first of n documents gets score n, the last 1.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="rankedIds">Document ids, best first.</param>
    /// <exception cref="ArgumentException">The query is there already, or an id is empty or comes twice.</exception>
    public void AddRanking(string queryId, IEnumerable<string> rankedIds)
    {
        ArgumentNullException.ThrowIfNull(rankedIds);
        string[] ids = [.. rankedIds];
        Add(queryId, ids.Select((id, i) => new ScoredDocument(id, ids.Length - i)));
    }

    /// <summary>The documents of a query by score, best first, ties by the rule.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="ties">The rule for equal scores; <see cref="TieRule.TrecEval"/> gives the order in which trec_eval sees them; a bound (<see cref="TieRule.Pessimistic"/>, <see cref="TieRule.Optimistic"/>) needs judgements and is refused.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="KeyNotFoundException">The run does not answer the query.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ties"/> is a bound.</exception>
    public IReadOnlyList<ScoredDocument> GetRanking(string queryId, TieRule ties = TieRule.InputOrder)
    {
        if (ties is not (TieRule.TrecEval or TieRule.DocumentIdAscending or TieRule.InputOrder))
        {
            throw Throw.OutOfRange(ties, "TrecEval, DocumentIdAscending or InputOrder; the bounds need judgements", nameof(ties));
        }

        ScoredDocument[] documents = Documents(queryId) ?? throw Throw.QueryNotFound(queryId, $"run '{Name}'");
        int[] order = new int[documents.Length];
        RunOrder.Sort(documents, [], ties, ScorePrecision.Bits64, order);
        return Array.ConvertAll(order, i => documents[i]);
    }

    /// <summary>Makes a copy without the documents that have the id of their query: where queries are documents of the collection, as in ArguAna, each finds itself.</summary>
    /// <returns>A run with the same name and queries.</returns>
    public Run WithoutIdenticalIds()
    {
        var run = new Run(Name);
        foreach (string queryId in _queryIds)
        {
            run.AddChecked(queryId, Array.FindAll(_queries[queryId], document => !string.Equals(document.Id, queryId, StringComparison.Ordinal)));
        }

        return run;
    }

    internal ScoredDocument[]? Documents(string queryId) => _queries.GetValueOrDefault(queryId);

    internal void AddChecked(string queryId, ScoredDocument[] documents)
    {
        if (!_queries.TryAdd(queryId, documents))
        {
            throw new ArgumentException($"Run '{Name}' already answers query '{queryId}'. Add all documents of a query in one call.", nameof(queryId));
        }

        _queryIds.Add(queryId);
    }
}
