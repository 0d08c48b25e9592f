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
    private readonly UnigramPath _path;
    private readonly int _unknownId;
    private readonly int[]? _byteIds;

    public SentencePieceUnigramModel(SentencePieceFile file, SentencePieceVocabulary vocabulary, FrozenSet<int> hiddenIds)
    {
        _vocabulary = vocabulary;
        _unknownId = file.UnknownId;
        _byteIds = file.ByteFallback ? SentencePieceBytes.Find(file, vocabulary) : null;
        double[] scores = new double[file.Pieces.Count];
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

        var tokens = new List<KeyValuePair<string, int>>(file.Pieces.Count);
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string text, float score, var type) = file.Pieces[id];
            scores[id] = type == SentencePieceType.UserDefined ? (Encoding.UTF8.GetByteCount(text) * greatest) - 0.1 : score;
            if (type is SentencePieceType.Normal or SentencePieceType.UserDefined && !hiddenIds.Contains(vocabulary.IdOfPiece(id)))
            {
                tokens.Add(new(text, id));
            }
        }

        _path = new(CharTrie.Create(tokens), scores, least - (float)UnigramPath.UnknownPenalty, _unknownId, isSingle: true);
    }

    public int VocabularySize => _vocabulary.Size;

    public int? TokenToId(string token) => _vocabulary.TokenToId(token);

    public string? IdToToken(int id) => _vocabulary.IdToToken(id);

    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        piece = tokens.Scratch.WellFormed(piece);
        _path.Find(piece, tokens.Scratch, out Span<int> from, out Span<int> ids);
        int first = tokens.Count;
        for (int end = piece.Length; end > 0;)
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
}
