using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <summary>
/// BPE as the SentencePiece library computes it: of all neighbouring symbols whose texts together are a piece, those with the best score
/// are merged first. Ids are those of the library, mapped to the family's.
/// </summary>
internal sealed class SentencePieceBpeModel : ITokenModel, IPieceSegmenter
{
    // A user-defined piece is never merged: its id carries this mark until the end.
    private const int Frozen = 1 << 30;

    private const char WordMark = '\u2581';

    private readonly SentencePieceVocabulary _vocabulary;
    private readonly PackedVocabulary _pieces;
    private readonly CharTrie? _userDefined;
    private readonly int[] _ranks;
    private readonly int _unknownId;
    private readonly int[]? _byteIds;
    private readonly bool _splitsAtMarks;
    private readonly PieceCache _cache = new();

    public SentencePieceBpeModel(SentencePieceFile file, SentencePieceVocabulary vocabulary, CharTrie? userDefined, FrozenSet<int> hiddenIds)
    {
        _vocabulary = vocabulary;
        _userDefined = userDefined;
        _unknownId = file.UnknownId;
        _byteIds = file.ByteFallback ? SentencePieceBytes.Find(file, vocabulary) : null;
        var tokens = new List<KeyValuePair<string, int>>(file.Pieces.Count);
        bool splits = true;
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string text, _, var type) = file.Pieces[id];
            if (type is SentencePieceType.Normal or SentencePieceType.UserDefined && !hiddenIds.Contains(vocabulary.IdOfPiece(id)))
            {
                tokens.Add(new(text, id));
                int rest = text.AsSpan().IndexOfAnyExcept(WordMark);
                splits &= rest < 0 || text.IndexOf(WordMark, rest) < 0;
            }
        }

        _pieces = PackedVocabulary.Create(tokens);
        _splitsAtMarks = splits && _pieces.IdOf([WordMark]) >= 0;
        _ranks = RankByScore(file);
    }

    public int VocabularySize => _vocabulary.Size;

    public int? TokenToId(string token) => _vocabulary.TokenToId(token);

    public string? IdToToken(int id) => _vocabulary.IdToToken(id);

    // Where no piece has a mark inside, words do not touch each other.
    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens) => _cache.Tokenize(piece, start, tokens, this, _splitsAtMarks ? WordMark : null);

    void IPieceSegmenter.Segment(ReadOnlySpan<char> word, int start, TokenBuffer tokens)
    {
        var symbols = new BpeSymbols(word.Length, tokens.Scratch);
        for (int at = 0; at < word.Length;)
        {
            int length = _userDefined?.LongestPrefix(word[at..]) ?? 0;
            int frozen = length > 0 ? Frozen : 0;
            length = length > 0 ? length : char.IsHighSurrogate(word[at]) ? 2 : 1;
            int id = _pieces.IdOf(word.Slice(at, length));
            symbols.Add((id < 0 ? _unknownId : id) | frozen, at, at + length);
            at += length;
        }

        symbols.Merge(new Rule(word, this), tokens.Scratch);
        AddTokens(word, start, symbols, tokens);
    }

    private void AddTokens(ReadOnlySpan<char> word, int start, BpeSymbols symbols, TokenBuffer tokens)
    {
        for (int i = 0; i < symbols.Count; i++)
        {
            int id = symbols.Ids[i] & ~Frozen;
            int begin = symbols.Starts[i];
            if (id == _unknownId && _byteIds is null)
            {
                while (i + 1 < symbols.Count && (symbols.Ids[i + 1] & ~Frozen) == _unknownId)
                {
                    i++;
                }
            }

            int end = symbols.Ends[i];
            if (id == _unknownId && _byteIds is not null)
            {
                ByteTokens.TryAdd(_byteIds, word[begin..end], start + begin, start + end, tokens);
            }
            else
            {
                tokens.Add(_vocabulary.IdOfPiece(id), start + begin, start + end);
            }
        }
    }

    // Equal scores are equal ranks: of them the leftmost pair is merged first.
    private static int[] RankByScore(SentencePieceFile file)
    {
        int[] order = [.. Enumerable.Range(0, file.Pieces.Count)];
        Array.Sort(order, (left, right) => file.Pieces[right].Score.CompareTo(file.Pieces[left].Score));
        int[] ranks = new int[order.Length];
        for (int i = 1; i < order.Length; i++)
        {
            bool isEqual = file.Pieces[order[i]].Score == file.Pieces[order[i - 1]].Score;
            ranks[order[i]] = isEqual ? ranks[order[i - 1]] : i;
        }

        return ranks;
    }

    /// <summary>Two symbols merge when their texts together are a piece.</summary>
    private readonly ref struct Rule(ReadOnlySpan<char> word, SentencePieceBpeModel model) : IMergeRule
    {
        private readonly ReadOnlySpan<char> _word = word;

        public int Find(int left, int right, int start, int end, out int merged)
        {
            merged = -1;

            // The length is bounded so that looking up stays cheap in a long word.
            if (((left | right) & Frozen) != 0 || end - start > model._pieces.LongestToken)
            {
                return MergeTable.NoRank;
            }

            merged = model._pieces.IdOf(_word[start..end]);
            return merged < 0 ? MergeTable.NoRank : model._ranks[merged];
        }
    }
}
