namespace RerankKit.Cli.Reranking;

/// <summary>Counts the documents and queries that were longer than the model reads.</summary>
internal sealed class CutTexts
{
    private int _documents;
    private int _cutDocuments;
    private int _queries;
    private int _cutQueries;

    public void Add(RerankResponse response)
    {
        _queries++;
        _cutQueries += response.IsQueryTruncated ? 1 : 0;
        _documents += response.Results.Count;
        _cutDocuments += response.Results.Count(result => result.IsTruncated);
    }

    /// <summary>Says it in one line, where anything was cut.</summary>
    public void Report(IReranker reranker, ToolConsole console)
    {
        if (_cutDocuments + _cutQueries > 0)
        {
            console.Error.WriteLine(Sentence(reranker));
        }
    }

    /// <summary>How many of a number of documents were cut, and to what.</summary>
    public static string Documents(long cut, long all, int? length) =>
        $"{Share(cut, all, "document", "documents")} {(cut == 1 ? "was" : "were")} cut to {Length(length)}";

    // "2 of 6 documents and the query were cut to 128 tokens", or with a length for each.
    private string Sentence(IReranker reranker)
    {
        (int? query, int? document) = Lengths(reranker);
        string queries = _queries == 1 ? "the query" : Share(_cutQueries, _queries, "query", "queries");
        string length = Length(query);
        return _cutDocuments == 0 ? $"{char.ToUpperInvariant(queries[0])}{queries[1..]} {(_cutQueries == 1 ? "was" : "were")} cut to {length}"
            : _cutQueries == 0 ? Documents(_cutDocuments, _documents, document)
            : query == document ? $"{Share(_cutDocuments, _documents, "document", "documents")} and {queries} were cut to {length}"
            : $"{Documents(_cutDocuments, _documents, document)}, {queries} to {length}";
    }

    private static string Share(long cut, long all, string one, string many) => Invariant($"{cut} of {all} {(all == 1 ? one : many)}");

    private static string Length(int? tokens) => tokens is int count ? Figures.Count(count, "token", "tokens") : "fit the model";

    // A cross-encoder reads both as one sequence; late interaction has a length for each.
    private static (int? Query, int? Document) Lengths(IReranker reranker) =>
        reranker.GetService<ModelReranker>() is { } model ? (model.MaxLength, model.MaxLength)
        : reranker.GetService<MultiVectorEncoderMetadata>() is { } encoder ? (encoder.MaxQueryTokens, encoder.MaxDocumentTokens)
        : (null, null);
}
