namespace RerankKit.Models;

/// <summary>Lays out one query with document after document, as the tokenizer's post-processor has it.</summary>
internal sealed class PairEncoder : ISequenceEncoder
{
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly TruncationStrategy _strategy;
    private readonly double _queryShare;
    private readonly int[] _query;
    private readonly int _room;
    private readonly int _specialTokens;
    private readonly int _documentLimit;
    private int _queryRead;

    /// <summary>Encodes the query.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="options">Truncation and the query's share.</param>
    /// <param name="maxLength">The longest sequence.</param>
    /// <param name="documentLimit">The most tokens of a document; null for what fits.</param>
    /// <param name="query">The query.</param>
    public PairEncoder(HuggingFaceTokenizer tokenizer, CrossEncoderOptions options, int maxLength, int? documentLimit, string query)
    {
        _tokenizer = tokenizer;
        _strategy = options.Truncation == PairTruncation.LongestFirst ? TruncationStrategy.LongestFirst : TruncationStrategy.OnlySecond;
        _queryShare = options.QueryShare;
        _specialTokens = tokenizer.SpecialTokenCount(pair: true);
        _room = maxLength - _specialTokens;
        _documentLimit = documentLimit ?? int.MaxValue;
        var tokens = new TokenBuffer();
        tokenizer.Encode(query, tokens);
        _query = tokens.Ids.ToArray();
        _queryRead = _query.Length;
    }

    /// <inheritdoc/>
    public QueryTruncation? QueryTruncation =>
        Volatile.Read(ref _queryRead) is int read && read < _query.Length ? new() { TokensRead = read, TokenCount = _query.Length } : null;

    /// <inheritdoc/>
    public bool Encode(string text, SequenceScratch scratch)
    {
        // One token more than can matter tells whether anything was cut, without reading the rest.
        int limit = Math.Min(Truncation.SecondLimit(_strategy, _query.Length, _room, _queryShare), _documentLimit);
        TokenBuffer tokens = scratch.Tokens;
        _tokenizer.Encode(text, tokens, _tokenizer.TruncationSide == TruncationSide.Right ? limit : int.MaxValue);
        (int query, int kept) = Truncation.Pair(_strategy, _query.Length, Math.Min(tokens.Count, _documentLimit), _room, _queryShare);
        Note(query);
        scratch.Reserve(query + kept + _specialTokens);
        scratch.Length = _tokenizer.Compose(Keep(_query, query), Keep(tokens.Ids, kept), scratch.IdBuffer, scratch.TypeIdBuffer);
        return kept < tokens.Count;
    }

    // Documents of different lengths may leave the query different room.
    private void Note(int queryRead)
    {
        int least = Volatile.Read(ref _queryRead);
        while (queryRead < least)
        {
            int found = Interlocked.CompareExchange(ref _queryRead, queryRead, least);
            least = found == least ? queryRead : found;
        }
    }

    private ReadOnlySpan<int> Keep(ReadOnlySpan<int> tokens, int count) =>
        _tokenizer.TruncationSide == TruncationSide.Right ? tokens[..count] : tokens[^count..];
}
