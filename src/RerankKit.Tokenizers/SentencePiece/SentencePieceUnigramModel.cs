using System.Collections.Frozen;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>
/// Unigram as the SentencePiece library computes it: sums of scores kept in single precision over the whole text, user-defined pieces preferred.
/// Ids are those of the library, mapped to the family's.
/// </summary>
internal sealed class SentencePieceUnigramModel : ITokenModel
{
    private readonly SentencePieceVocabulary _vocabulary;
    private readonly CharTrie _trie;
    private readonly double[] _scores;
    private readonly float _unknownScore;
    private readonly int _unknownId;
    private readonly int[]? _byteIds;

    public SentencePieceUnigramModel(SentencePieceFile file, SentencePieceVocabulary vocabulary, FrozenSet<int> hiddenIds)
    {
        _vocabulary = vocabulary;
        _unknownId = file.UnknownId;
        _byteIds = file.ByteFallback ? SentencePieceBytes.Find(file, vocabulary) : null;
        _scores = new double[file.Pieces.Count];
        float least = float.MaxValue;
        // The library starts from the least positive number, not from the lowest.
        float greatest = 1.17549435E-38f;
        foreach ((_, float score, var type) in file.Pieces)
        {
            if (type == SentencePieceType.Normal)
            {
                least = Math.Min(least, score);
                greatest = Math.Max(greatest, score);
            }
        }

        _unknownScore = least - (float)UnigramModel.UnknownPenalty;
        var tokens = new List<KeyValuePair<string, int>>(file.Pieces.Count);
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string text, float score, var type) = file.Pieces[id];
            _scores[id] = type == SentencePieceType.UserDefined ? (Encoding.UTF8.GetByteCount(text) * greatest) - 0.1 : score;
            if (type is SentencePieceType.Normal or SentencePieceType.UserDefined && !hiddenIds.Contains(vocabulary.IdOfPiece(id)))
            {
                tokens.Add(new(text, id));
            }
        }

        _trie = CharTrie.Create(tokens);
    }

    public int VocabularySize => _vocabulary.Size;

    public int? TokenToId(string token) => _vocabulary.TokenToId(token);

    public string? IdToToken(int id) => _vocabulary.IdToToken(id);

    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        int length = piece.Length;
        Span<int> path = tokens.Scratch.Integers(2 * (length + 1));
        Span<int> from = path[..(length + 1)];
        Span<int> ids = path[(length + 1)..];
        piece = tokens.Scratch.WellFormed(piece);
        FindBestPath(piece, from, ids, tokens.Scratch.SingleScores(length + 1));

        int first = tokens.Count;
        for (int end = length; end > 0;)
        {
            int begin = from[end];
            if (ids[end] != _unknownId)
            {
                tokens.Add(_vocabulary.IdOfPiece(ids[end]), start + begin, start + end);
            }
            else if (_byteIds is null)
            {
                // A run of unknown characters is one token.
                while (begin > 0 && ids[begin] == _unknownId)
                {
                    begin = from[begin];
                }

                tokens.Add(_vocabulary.IdOfPiece(_unknownId), start + begin, start + end);
            }
            else
            {
                int bytes = tokens.Count;
                ByteTokens.TryAdd(_byteIds, piece[begin..end], start + begin, start + end, tokens);
                tokens.Reverse(bytes);
            }

            end = begin;
        }

        tokens.Reverse(first);
    }

    private void FindBestPath(ReadOnlySpan<char> piece, Span<int> from, Span<int> ids, Span<float> best)
    {
        from.Fill(-1);
        best[0] = 0;
        for (int begin = 0; begin < piece.Length;)
        {
            float soFar = best[begin];
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

                // Compared in double, kept in single precision.
                double score = _scores[id] + soFar;
                if (from[end] < 0 || score > best[end])
                {
                    best[end] = (float)score;
                    from[end] = begin;
                    ids[end] = id;
                }

                hasSingle |= end == next;
            }

            if (!hasSingle)
            {
                float score = _unknownScore + soFar;
                if (from[next] < 0 || score > best[next])
                {
                    best[next] = score;
                    from[next] = begin;
                    ids[next] = _unknownId;
                }
            }

            begin = next;
        }
    }
}
