using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <summary>
/// Cuts a piece into the tokens with the greatest sum of log probabilities (Kudo 2018, "Subword Regularization"; Viterbi), in double and with
/// the tie-breaking of the reference: tokens are tried by ascending start, then length, and only a strictly better path replaces another.
/// </summary>
internal sealed partial class UnigramModel : ITokenModel, IPieceSegmenter
{
    /// <summary>How much worse than the worst token an unknown character is.</summary>
    internal const double UnknownPenalty = 10.0;

    private readonly CharTrie _trie;
    private readonly PackedVocabulary _vocabulary;
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int _unknownId;
    private readonly int[]? _byteIds;
    private readonly PieceCache _cache = new();

    /// <summary>Creates the model.</summary>
    /// <param name="tokens">Texts and scores, the place in the list being the id; of equal texts the last one counts.</param>
    /// <param name="unknownId">The token for characters that no token covers; null when there is none.</param>
    /// <param name="byteFallback">Whether unknown characters become the tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> of their UTF-8 bytes.</param>
    /// <param name="hiddenIds">Tokens that text never yields, the unknown token excepted: text that spells a special token then stays text.</param>
    /// <exception cref="InvalidDataException">The vocabulary is empty, or the unknown token is not in it.</exception>
    public UnigramModel(IReadOnlyList<KeyValuePair<string, double>> tokens, int? unknownId, bool byteFallback, FrozenSet<int> hiddenIds)
    {
        if (unknownId is { } id && (uint)id >= (uint)tokens.Count)
        {
            throw new InvalidDataException($"Unigram: unk_id is {id}, but the vocabulary has {tokens.Count} tokens (ids 0 to {tokens.Count - 1}).");
        }

        _scores = new double[tokens.Count];
        var ids = new KeyValuePair<string, int>[tokens.Count];
        double least = double.PositiveInfinity;
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = new(tokens[i].Key, i);
            _scores[i] = tokens[i].Value;
            least = Math.Min(least, tokens[i].Value);
        }

        _vocabulary = PackedVocabulary.Create(ids);
        _unknownScore = least - UnknownPenalty;
        _unknownId = unknownId ?? -1;
        _trie = CharTrie.Create(hiddenIds.Count == 0 ? ids : Array.FindAll(ids, token => token.Value == _unknownId || !hiddenIds.Contains(token.Value)));
        _byteIds = byteFallback ? ByteTokens.Find(_vocabulary) : null;
    }

    public int VocabularySize => _scores.Length;

    public int? TokenToId(string token) => _vocabulary.IdOf(token) is >= 0 and int id ? id : null;

    public string? IdToToken(int id) => _vocabulary.TokenOf(id);

    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens) => _cache.Tokenize(piece, start, tokens, this);

    void IPieceSegmenter.Segment(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        int length = piece.Length;
        Span<int> path = tokens.Scratch.Integers(2 * (length + 1));
        Span<int> from = path[..(length + 1)];
        Span<int> ids = path[(length + 1)..];
        FindBestPath(piece, from, ids, tokens.Scratch.Scores(length + 1));

        int first = tokens.Count;
        for (int end = length; end > 0;)
        {
            int begin = from[end];
            int id = ids[end];
            if (id == _unknownId)
            {
                // A run of unknown characters is one token.
                while (begin > 0 && ids[begin] == _unknownId)
                {
                    begin = from[begin];
                }

                AddUnknown(piece[begin..end], start + begin, tokens);
            }
            else
            {
                tokens.Add(id, start + begin, start + end);
            }

            end = begin;
        }

        tokens.Reverse(first);
    }

    private void FindBestPath(ReadOnlySpan<char> piece, Span<int> from, Span<int> ids, Span<double> best)
    {
        from.Fill(-1);
        best[0] = 0;
        for (int begin = 0; begin < piece.Length;)
        {
            double soFar = best[begin];
            int next = begin + (char.IsHighSurrogate(piece[begin]) ? 2 : 1);
            bool hasSingle = false;
            int node = CharTrie.Root;
            for (int end = begin; end < piece.Length;)
            {
                node = _trie.Next(node, piece[end]);
                if (node < 0)
                {
                    break;
                }

                end++;
                int id = _trie.TokenAt(node);
                if (id < 0)
                {
                    continue;
                }

                double score = soFar + _scores[id];
                if (from[end] < 0 || score > best[end])
                {
                    best[end] = score;
                    from[end] = begin;
                    ids[end] = id;
                }

                hasSingle |= end == next;
            }

            if (!hasSingle)
            {
                double score = soFar + _unknownScore;
                if (from[next] < 0 || score > best[next])
                {
                    best[next] = score;
                    from[next] = begin;
                    ids[next] = _unknownId >= 0 ? _unknownId : throw NoUnknownToken(piece[begin..next]);
                }
            }

            begin = next;
        }
    }

    private void AddUnknown(ReadOnlySpan<char> run, int start, TokenBuffer tokens)
    {
        int end = start + run.Length;
        int first = tokens.Count;
        int id = _trie.Find(run);
        if (id >= 0)
        {
            tokens.Add(id, start, end);
        }
        else if (_byteIds is not null && ByteTokens.TryAdd(_byteIds, run, start, end, tokens))
        {
            // Everything is turned around in the end.
            tokens.Reverse(first);
        }
        else
        {
            tokens.Add(_unknownId, start, end);
        }
    }

    private static InvalidOperationException NoUnknownToken(ReadOnlySpan<char> text) =>
        new($"No token of the vocabulary covers \"{text}\", and the tokenizer file names no unknown token (model.unk_id is null).");
}
