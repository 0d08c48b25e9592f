using System.Diagnostics.CodeAnalysis;

namespace RerankKit.Evaluation;

/// <summary>Relevance judgements: for every query the grade of each judged document.</summary>
/// <remarks>
/// A grade of 1 or more is relevant (unless a relevance level says otherwise), 0 is not; a negative grade is treated as
/// unjudged, as trec_eval does. Many threads may read judgements that no thread changes.
/// </remarks>
public sealed class Qrels
{
    private readonly Dictionary<string, QueryJudgements> _queries = new(StringComparer.Ordinal);
    private readonly List<string> _queryIds = [];

    /// <summary>The judged queries in the order in which they were added.</summary>
    public IReadOnlyList<string> QueryIds => _queryIds;

    /// <summary>How many (query, document) pairs are judged.</summary>
    public int JudgementCount { get; private set; }

    /// <summary>The judgements of a query: document id to grade.</summary>
    /// <param name="queryId">The query.</param>
    /// <exception cref="KeyNotFoundException">The query is not judged.</exception>
    public IReadOnlyDictionary<string, int> this[string queryId] =>
        TryGetJudgements(queryId, out IReadOnlyDictionary<string, int>? judgements)
            ? judgements
            : throw Throw.QueryNotFound(queryId, "the judgements");

    /// <summary>Whether a query is judged.</summary>
    /// <param name="queryId">The query.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(string queryId) => _queries.ContainsKey(queryId);

    /// <summary>Gets the judgements of a query: document id to grade.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="judgements">The judgements, or null.</param>
    /// <returns>True when the query is judged.</returns>
    public bool TryGetJudgements(string queryId, [NotNullWhen(true)] out IReadOnlyDictionary<string, int>? judgements)
    {
        judgements = _queries.GetValueOrDefault(queryId)?.View;
        return judgements is not null;
    }

    /// <summary>The grade of a document for a query.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="documentId">The document.</param>
    /// <returns>The grade, or null when the pair is not judged.</returns>
    public int? GetGrade(string queryId, string documentId) =>
        _queries.TryGetValue(queryId, out QueryJudgements? query) && query.Grades.TryGetValue(documentId, out int grade) ? grade : null;

    /// <summary>Adds a judgement.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="documentId">The document.</param>
    /// <param name="grade">Its grade.</param>
    /// <exception cref="ArgumentException">An id is empty, or the pair is judged already.</exception>
    public void Add(string queryId, string documentId, int grade)
    {
        ArgumentException.ThrowIfNullOrEmpty(queryId);
        ArgumentException.ThrowIfNullOrEmpty(documentId);
        if (!_queries.TryGetValue(queryId, out QueryJudgements? query))
        {
            query = new();
            _queries.Add(queryId, query);
            _queryIds.Add(queryId);
        }

        if (!query.Grades.TryAdd(documentId, grade))
        {
            throw new ArgumentException($"Query '{queryId}' already has a judgement of document '{documentId}': {query.Grades[documentId]}. Add each pair once.", nameof(documentId));
        }

        query.ForgetSorted();
        JudgementCount++;
    }

    internal QueryJudgements Judgements(string queryId) => _queries[queryId];
}
