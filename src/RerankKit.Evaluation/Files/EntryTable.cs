using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace RerankKit.Evaluation;

/// <summary>Collects (query, document, value) lines. A document id is one string however many queries mention it.</summary>
/// <typeparam name="TValue">The score or the grade.</typeparam>
internal sealed class EntryTable<TValue>(LineReader reader)
{
    private readonly Dictionary<string, int> _documents = new(StringComparer.Ordinal);
    private readonly List<string> _documentIds = [];
    private readonly Dictionary<string, List<Entry>> _queries = new(StringComparer.Ordinal);
    private readonly List<string> _queryIds = [];
    private byte[] _lastQueryId = [];
    private List<Entry>? _lastEntries;
    private char[] _characters = new char[128];

    public IReadOnlyList<string> QueryIds => _queryIds;

    public void Add(ReadOnlySpan<byte> queryId, ReadOnlySpan<byte> documentId, TValue value)
    {
        if (_lastEntries is null || !queryId.SequenceEqual(_lastQueryId))
        {
            _lastEntries = EntriesOf(Decode(queryId));
            _lastQueryId = queryId.ToArray();
        }

        _lastEntries.Add(new(IndexOf(Decode(documentId)), reader.LineNumber, value));
    }

    /// <summary>Gives the lines of a query in file order.</summary>
    public TResult[] Select<TResult>(string queryId, Func<string, TValue, TResult> selector) =>
        [.. _queries[queryId].Select(entry => selector(_documentIds[entry.Document], entry.Value))];

    /// <summary>Refuses a document that a query lists twice, as trec_eval does; names the earliest repetition in the file.</summary>
    /// <exception cref="EvaluationFormatException">A document is listed twice.</exception>
    public void RefuseDuplicates(string verb)
    {
        int[] seenIn = new int[_documentIds.Count];
        int[] seenOn = new int[_documentIds.Count];
        (int Line, int FirstLine, string QueryId, string DocumentId)? earliest = null;
        for (int query = 0; query < _queryIds.Count; query++)
        {
            foreach (Entry entry in CollectionsMarshal.AsSpan(_queries[_queryIds[query]]))
            {
                if (seenIn[entry.Document] != query + 1)
                {
                    seenIn[entry.Document] = query + 1;
                    seenOn[entry.Document] = entry.Line;
                }
                else if (earliest is null || entry.Line < earliest.Value.Line)
                {
                    earliest = (entry.Line, seenOn[entry.Document], _queryIds[query], _documentIds[entry.Document]);
                }
            }
        }

        if (earliest is var (line, firstLine, queryId, documentId))
        {
            throw new EvaluationFormatException(
                reader.File,
                line,
                documentId,
                Invariant($"Query '{queryId}' {verb} the same document on lines {firstLine} and {line}; each document stands once per query. Remove one of the lines."));
        }
    }

    private List<Entry> EntriesOf(ReadOnlySpan<char> queryId)
    {
        Dictionary<string, List<Entry>>.AlternateLookup<ReadOnlySpan<char>> lookup = _queries.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(queryId, out List<Entry>? entries))
        {
            entries = [];
            string id = queryId.ToString();
            _queries.Add(id, entries);
            _queryIds.Add(id);
        }

        return entries;
    }

    private int IndexOf(ReadOnlySpan<char> documentId)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = _documents.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(documentId, out int index))
        {
            index = _documentIds.Count;
            string id = documentId.ToString();
            _documents.Add(id, index);
            _documentIds.Add(id);
        }

        return index;
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> id)
    {
        if (_characters.Length < id.Length)
        {
            _characters = new char[id.Length * 2];
        }

        // Replacing bad bytes would make two different documents one.
        if (Utf8.ToUtf16(id, _characters, out _, out int length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
        {
            throw reader.Error(id, "Expected an id in UTF-8; convert the file to UTF-8.");
        }

        return _characters.AsSpan(0, length);
    }

    private readonly record struct Entry(int Document, int Line, TValue Value);
}
