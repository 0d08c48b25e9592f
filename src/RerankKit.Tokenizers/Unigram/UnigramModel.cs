using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <summary>Cuts a piece into the tokens with the greatest sum of log probabilities, as Hugging Face tokenizers do: sums in double, a run of unknown characters looked up as a whole.</summary>
internal sealed partial class UnigramModel : ITokenModel, IPieceSegmenter
{
    private readonly CharTrie _trie;
    private readonly PackedVocabulary _vocabulary;
    private readonly UnigramPath _path;
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

        double[] scores = new double[tokens.Count];
        var ids = new KeyValuePair<string, int>[tokens.Count];
        double least = double.PositiveInfinity;
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = new(tokens[i].Key, i);
            scores[i] = tokens[i].Value;
            least = Math.Min(least, tokens[i].Value);
        }

        _vocabulary = PackedVocabulary.Create(ids);
        _unknownId = unknownId ?? -1;
        _trie = CharTrie.Create(hiddenIds.Count == 0 ? ids : Array.FindAll(ids, token => token.Value == _unknownId || !hiddenIds.Contains(token.Value)));
        _path = new(_trie, scores, least - UnigramPath.UnknownPenalty, _unknownId, isSingle: false);
        _byteIds = byteFallback ? ByteTokens.Find(_vocabulary) : null;
    }

    public int VocabularySize => _vocabulary.Size;

    public int? TokenToId(string token) => _vocabulary.TokenToId(token);

    public string? IdToToken(int id) => _vocabulary.TokenOf(id);

    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens) => _cache.Tokenize(piece, start, tokens, this);

    void IPieceSegmenter.Segment(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        _path.Find(piece, tokens.Scratch, out Span<int> from, out Span<int> ids);
        int first = tokens.Count;
        for (int end = piece.Length; end > 0;)
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
}
