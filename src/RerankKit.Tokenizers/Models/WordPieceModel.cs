using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>WordPiece: from left to right the longest token that fits; a word with a rest that nothing fits is unknown as a whole.</summary>
internal sealed class WordPieceModel : ITokenModel
{
    private const ulong FirstSeed = 0x9E3779B97F4A7C15;
    private const ulong ContinuationSeed = 0xC2B2AE3D27D4EB4F;
    private const ulong Multiplier = 0x9FB21C651E98DF25;

    private readonly PackedVocabulary _table;
    private readonly string _unknown;
    private readonly Slot[] _slots;
    private readonly int _longest;

    /// <param name="vocabulary">Tokens and ids.</param>
    /// <param name="unknown">The token of words that cannot be cut.</param>
    /// <param name="continuationPrefix">What the vocabulary writes before tokens that do not begin a word.</param>
    /// <param name="maxCharactersPerWord">Longer words, counted in code points, are unknown.</param>
    /// <param name="hiddenIds">Ids that text never yields, except the unknown token for what is unknown.</param>
    /// <param name="unknownId">The id of the unknown token where the caller knows it; null to look it up.</param>
    public WordPieceModel(
        PackedVocabulary vocabulary, string unknown, string continuationPrefix, int maxCharactersPerWord, IReadOnlySet<int> hiddenIds, int? unknownId = null)
    {
        _table = vocabulary;
        _unknown = unknown;
        MaxCharactersPerWord = maxCharactersPerWord;
        ContinuationPrefix = continuationPrefix;
        HiddenIds = hiddenIds;
        UnknownId = unknownId ?? vocabulary.IdOf(unknown);
        _longest = vocabulary.LongestToken;
        _slots = Fill();
    }

    /// <summary>Longer words, counted in code points, are unknown.</summary>
    public int MaxCharactersPerWord { get; }

    /// <summary>What the vocabulary writes before tokens that do not begin a word.</summary>
    public string ContinuationPrefix { get; }

    /// <summary>Ids that text never yields, except the unknown token for what is unknown.</summary>
    public IReadOnlySet<int> HiddenIds { get; }

    /// <summary>The id of the unknown token, or -1 when the vocabulary lacks it.</summary>
    public int UnknownId { get; }

    /// <summary>All tokens and their ids.</summary>
    public PackedVocabulary Vocabulary => _table;

    public int VocabularySize => _table.Size;

    public int TokenCount => _table.Count;

    public int? TokenToId(string token) => _table.TokenToId(token);

    public string? IdToToken(int id) => _table.TokenOf(id);

    /// <summary>The id of the unknown token, which <paramref name="piece"/> needs.</summary>
    public int RequireUnknown(ReadOnlySpan<char> piece) => UnknownId >= 0 ? UnknownId : _table.RequireUnknown(_unknown, piece);

    /// <summary>The id of a word that is one token, or -1.</summary>
    public int IdOfWhole(ReadOnlySpan<char> word)
    {
        ulong hash = FirstSeed;
        foreach (char c in word)
        {
            hash = Next(hash, c);
        }

        return IsTooLong(word) ? -1 : Find(hash, word, continues: false);
    }

    [SkipLocalsInit]
    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        int before = tokens.Count;
        if (IsTooLong(piece))
        {
            tokens.Add(RequireUnknown(piece), start, start + piece.Length);
            return;
        }

        Span<ulong> hashes = stackalloc ulong[256];
        for (int from = 0; from < piece.Length;)
        {
            ReadOnlySpan<char> rest = piece[from..Math.Min(piece.Length, from + Math.Min(_longest, hashes.Length))];
            ulong hash = from == 0 ? FirstSeed : ContinuationSeed;
            for (int i = 0; i < rest.Length; i++)
            {
                hash = Next(hash, rest[i]);
                hashes[i] = hash;
            }

            int id = -1;
            int length = rest.Length;
            for (; length > 0 && (id = Find(hashes[length - 1], rest[..length], from > 0)) < 0; length--)
            {
            }

            if (id < 0)
            {
                tokens.Truncate(before);
                tokens.Add(RequireUnknown(piece), start, start + piece.Length);
                return;
            }

            tokens.Add(id, start + from, start + from + length);
            from += length;
        }
    }

    private bool IsTooLong(ReadOnlySpan<char> word) => word.Length > MaxCharactersPerWord && CodePoint.Count(word) > MaxCharactersPerWord;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Next(ulong hash, char c)
    {
        hash = (hash ^ c) * Multiplier;
        return hash ^ (hash >> 29);
    }

    private int Find(ulong hash, ReadOnlySpan<char> text, bool continues)
    {
        uint tag = TagOf(hash, continues);
        for (uint i = (uint)hash; ; i++)
        {
            Slot slot = _slots[i & (uint)(_slots.Length - 1)];
            if (slot.EntryPlusOne == 0)
            {
                return -1;
            }

            if (slot.Tag == tag)
            {
                (int start, int end, int id) = _table.Entry(slot.EntryPlusOne - 1);
                if (text.SequenceEqual(_table.Text[(start + (continues ? ContinuationPrefix.Length : 0))..end]))
                {
                    return id;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Slot[] Fill()
    {
        int entries = _table.EntryCount;
        for (int entry = 0; entry < _table.EntryCount; entry++)
        {
            (int start, int end, _) = _table.Entry(entry);
            entries += Continues(_table.Text[start..end]) ? 1 : 0;
        }

        var slots = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, entries / 2 * 3))];
        for (int entry = 0; entry < _table.EntryCount; entry++)
        {
            (int start, int end, int id) = _table.Entry(entry);
            if (HiddenIds.Contains(id))
            {
                continue;
            }

            ReadOnlySpan<char> token = _table.Text[start..end];
            if (token.Length > 256)
            {
                throw TooLong(token);
            }

            Insert(slots, token, entry, continues: false);
            if (Continues(token))
            {
                Insert(slots, token[ContinuationPrefix.Length..], entry, continues: true);
            }
        }

        return slots;
    }

    private static NotSupportedException TooLong(ReadOnlySpan<char> token) =>
        TokenizerJson.Unsupported($"the token '{token[..32]}...' of {token.Length} characters", "a WordPiece token has at most 256");

    private bool Continues(ReadOnlySpan<char> token) => token.StartsWith(ContinuationPrefix);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Insert(Slot[] slots, ReadOnlySpan<char> token, int entry, bool continues)
    {
        if (token.IsEmpty)
        {
            return;
        }

        ulong hash = continues ? ContinuationSeed : FirstSeed;
        foreach (char c in token)
        {
            hash = Next(hash, c);
        }

        uint i = (uint)hash;
        while (slots[i & (uint)(slots.Length - 1)].EntryPlusOne != 0)
        {
            i++;
        }

        slots[i & (uint)(slots.Length - 1)] = new() { Tag = TagOf(hash, continues), EntryPlusOne = entry + 1 };
    }

    // Bits that do not choose the place; the last one is for the kind.
    private static uint TagOf(ulong hash, bool continues) => ((uint)(hash >> 32) & ~1u) | (continues ? 1u : 0);

    // Small: to fill a table brings all of it into memory.
    private struct Slot
    {
        public uint Tag;
        public int EntryPlusOne;
    }
}
