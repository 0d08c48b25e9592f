using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016): of all neighbouring symbols the pair that comes first in the list of merges is joined, the
/// leftmost of equals, until none is left. Over characters or, for byte-level vocabularies, over UTF-8 bytes.
/// </summary>
internal sealed partial class BpeModel : ITokenModel, IPieceSegmenter
{
    private const char WordMark = '\u2581';

    private readonly PackedVocabulary _vocabulary;
    private readonly BpeSettings _settings;
    private readonly MergeTable _merges;
    private readonly FrozenSet<int> _hiddenIds;
    private readonly PieceCache _cache = new();

    /// <summary>Creates the model.</summary>
    /// <param name="tokens">Texts and ids; of equal texts the last one counts.</param>
    /// <param name="merges">Pairs of token texts, the first to be merged first; of equal pairs the last one counts.</param>
    /// <param name="settings">The other fields.</param>
    /// <param name="hiddenIds">Tokens that text never yields, the unknown token excepted: text that spells a special token then stays text.</param>
    /// <exception cref="InvalidDataException">A merge is not in the vocabulary.</exception>
    public BpeModel(
        IReadOnlyCollection<KeyValuePair<string, int>> tokens,
        IReadOnlyList<KeyValuePair<string, string>> merges,
        BpeSettings settings,
        FrozenSet<int> hiddenIds)
    {
        _vocabulary = PackedVocabulary.Create(tokens);
        _settings = settings;
        _hiddenIds = hiddenIds;
        _undecorated = settings.ContinuingSubwordPrefix.Length == 0 && settings.EndOfWordSuffix.Length == 0;
        _byteFallbackIds = settings.ByteFallback ? ByteTokens.Find(_vocabulary) : null;
        _unknownId = settings.UnknownToken is { } unknown ? _vocabulary.IdOf(unknown) : -1;
        _merges = ReadMerges(merges);
        _characterIds = FindCharacterIds();
        _splitsAtMarks = !settings.ByteLevel && MarksOnlyBeginTokens(merges);
        _byteIds = FindByteIds();
    }

    private BpeModel(BpeModel source)
    {
        _vocabulary = source._vocabulary;
        _settings = source._settings with { ByteLevel = true };
        _hiddenIds = source._hiddenIds;
        _undecorated = source._undecorated;
        _byteFallbackIds = source._byteFallbackIds;
        _unknownId = source._unknownId;
        _merges = source._merges;
        _byteIds = source._byteIds;
    }

    public int VocabularySize => _vocabulary.Size;

    public int TokenCount => _vocabulary.Count;

    public int? TokenToId(string token) => _vocabulary.TokenToId(token);

    public string? IdToToken(int id) => _vocabulary.TokenOf(id);

    /// <summary>The same model for pieces of text that are not yet written in the <see cref="ByteAlphabet"/>.</summary>
    public BpeModel OverBytes() => _settings.ByteLevel ? this : new BpeModel(this);

    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        // Where no merge crosses the boundary before a run of marks, the words of a whole text can be merged, and remembered, one by one.
        _cache.Tokenize(piece, start, tokens, this, _splitsAtMarks ? WordMark : null);
    }

    void IPieceSegmenter.Segment(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        if (_settings.IgnoreMerges && WholeToken(piece) is >= 0 and int whole)
        {
            tokens.Add(whole, start, start + piece.Length);
            return;
        }

        var symbols = new BpeSymbols(SymbolsFor(piece), tokens.Scratch);
        Spell(piece, ref symbols);
        symbols.Merge(new MergeTable.Rule(_merges), tokens.Scratch);
        symbols.CopyTo(start, tokens);
    }

    private MergeTable ReadMerges(IReadOnlyList<KeyValuePair<string, string>> merges)
    {
        var table = new MergeTable(merges.Count);
        int prefix = _settings.ContinuingSubwordPrefix.Length;
        for (int rank = 0; rank < merges.Count; rank++)
        {
            (string left, string right) = merges[rank];
            if (right.Length < prefix)
            {
                throw new InvalidDataException(
                    $"BPE: merge {rank} (\"{left}\" and \"{right}\"): the right part is shorter than continuing_subword_prefix \"{_settings.ContinuingSubwordPrefix}\".");
            }

            string merged = string.Concat(left, right.AsSpan(prefix));
            int leftId = Require(left, rank);
            int rightId = Require(right, rank);
            int id = Require(merged, rank);
            if (id == _unknownId || !_hiddenIds.Contains(id))
            {
                table.Add(leftId, rightId, rank, id);
            }
        }

        return table;
    }

    private int Require(string token, int rank) =>
        _vocabulary.IdOf(token) is >= 0 and int id
            ? id
            : throw new InvalidDataException($"BPE: merge {rank} needs the token \"{token}\", which is not in the vocabulary; the file is damaged or its merges belong to another vocabulary.");
}
