using System.Collections.Frozen;
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
    private readonly char[] _characters;
    private readonly int _longest;

    /// <param name="vocabulary">Tokens and ids; kept.</param>
    /// <param name="unknown">The token of words that cannot be cut.</param>
    /// <param name="continuationPrefix">What the vocabulary writes before tokens that do not begin a word.</param>
    /// <param name="maxCharactersPerWord">Longer words, counted in code points, are unknown.</param>
    /// <param name="hiddenIds">Ids that text never yields, except the unknown token for what is unknown.</param>
    public WordPieceModel(Dictionary<string, int> vocabulary, string unknown, string continuationPrefix, int maxCharactersPerWord, FrozenSet<int> hiddenIds)
    {
        _table = PackedVocabulary.Create(vocabulary);
        _unknown = unknown;
        MaxCharactersPerWord = maxCharactersPerWord;
        ContinuationPrefix = continuationPrefix;
        HiddenIds = hiddenIds;
        Vocabulary = vocabulary;
        UnknownId = vocabulary.GetValueOrDefault(unknown, -1);
        int entries = 0;
        int characters = 0;
        foreach (string token in vocabulary.Keys)
        {
            entries += token.StartsWith(continuationPrefix, StringComparison.Ordinal) ? 2 : 1;
            characters += token.Length;
            _longest = Math.Max(_longest, token.Length);
        }

        _slots = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, entries / 2 * 3))];
        _characters = new char[characters];
        Fill(vocabulary);
    }

    /// <summary>Longer words, counted in code points, are unknown.</summary>
    public int MaxCharactersPerWord { get; }

    /// <summary>What the vocabulary writes before tokens that do not begin a word.</summary>
    public string ContinuationPrefix { get; }

    /// <summary>Ids that text never yields, except the unknown token for what is unknown.</summary>
    public FrozenSet<int> HiddenIds { get; }

    /// <summary>The id of the unknown token, or -1 when the vocabulary lacks it.</summary>
    public int UnknownId { get; }

    /// <summary>All tokens and their ids.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary { get; }

    public int VocabularySize => _table.Size;

    public int TokenCount => _table.Count;

    public int? TokenToId(string token) => _table.TokenToId(token);

    public string? IdToToken(int id) => _table.TokenOf(id);

    /// <summary>The id of the unknown token, which <paramref name="piece"/> needs.</summary>
    public int RequireUnknown(ReadOnlySpan<char> piece) => _table.RequireUnknown(_unknown, piece);

    [SkipLocalsInit]
    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        int before = tokens.Count;
        if (piece.Length > MaxCharactersPerWord && CodePoint.Count(piece) > MaxCharactersPerWord)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Next(ulong hash, char c)
    {
        hash = (hash ^ c) * Multiplier;
        return hash ^ (hash >> 29);
    }

    private int Find(ulong hash, ReadOnlySpan<char> text, bool continues)
    {
        for (uint i = (uint)hash; ; i++)
        {
            ref readonly Slot slot = ref _slots[i & (uint)(_slots.Length - 1)];
            if (slot.Length == 0)
            {
                return -1;
            }

            if (slot.Tag == (uint)(hash >> 32) && slot.Length == text.Length && slot.Continues == continues &&
                text.SequenceEqual(_characters.AsSpan(slot.Start, slot.Length)))
            {
                return slot.Id;
            }
        }
    }

    private void Fill(Dictionary<string, int> vocabulary)
    {
        int position = 0;
        foreach ((string token, int id) in vocabulary)
        {
            if (HiddenIds.Contains(id))
            {
                continue;
            }

            if (token.Length > 256)
            {
                throw TokenizerJson.Unsupported($"the token '{token[..32]}...' of {token.Length} characters", "a WordPiece token has at most 256");
            }

            token.CopyTo(_characters.AsSpan(position));
            Insert(position, token.Length, id, continues: false);
            if (token.StartsWith(ContinuationPrefix, StringComparison.Ordinal))
            {
                Insert(position + ContinuationPrefix.Length, token.Length - ContinuationPrefix.Length, id, continues: true);
            }

            position += token.Length;
        }
    }

    private void Insert(int start, int length, int id, bool continues)
    {
        if (length == 0)
        {
            return;
        }

        ulong hash = continues ? ContinuationSeed : FirstSeed;
        foreach (char c in _characters.AsSpan(start, length))
        {
            hash = Next(hash, c);
        }

        uint i = (uint)hash;
        while (_slots[i & (uint)(_slots.Length - 1)].Length > 0)
        {
            i++;
        }

        _slots[i & (uint)(_slots.Length - 1)] = new() { Tag = (uint)(hash >> 32), Start = start, Id = id, Length = (ushort)length, Continues = continues };
    }

    private struct Slot
    {
        public uint Tag;
        public int Start;
        public int Id;
        public ushort Length;
        public bool Continues;
    }
}
