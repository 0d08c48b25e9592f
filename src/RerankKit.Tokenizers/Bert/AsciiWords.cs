using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit.Tokenizers;

/// <summary>The WordPiece tokens of at most 16 ASCII characters, found by their bytes without a detour. Immutable and thread-safe.</summary>
internal sealed class AsciiWords
{
    /// <summary>The most characters a word may have to be looked up here.</summary>
    public const int MaxLength = 16;

    /// <summary>From place 16 - n on: n bytes that are kept, then only zeros.</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private const ulong FirstSeed = 0x9E3779B97F4A7C15;
    private const ulong ContinuationSeed = 0xC2B2AE3D27D4EB4F;

    private readonly Slot[] _slots;
    private readonly int _longestFirst;
    private readonly int _longestContinuation;
    private readonly int _maxCharactersPerWord;
    private readonly WordPieceModel _model;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public AsciiWords(WordPieceModel model)
    {
        _model = model;
        _maxCharactersPerWord = model.MaxCharactersPerWord;
        PackedVocabulary vocabulary = model.Vocabulary;

        // A token takes two places at most, and one stays free, at which looking ends.
        _slots = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, (vocabulary.EntryCount * 2) + 1))];
        for (int entry = 0; entry < vocabulary.EntryCount; entry++)
        {
            (int start, int end, int id) = vocabulary.Entry(entry);
            if (model.HiddenIds.Contains(id))
            {
                continue;
            }

            ReadOnlySpan<char> token = vocabulary.Text[start..end];
            Add(_slots, token, id, FirstSeed, ref _longestFirst);
            if (token.StartsWith(model.ContinuationPrefix))
            {
                Add(_slots, token[model.ContinuationPrefix.Length..], id, ContinuationSeed, ref _longestContinuation);
            }
        }
    }

    /// <summary>The bytes of a word, the rest zero; reads <see cref="MaxLength"/> characters from <paramref name="word"/> on whatever its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Key(ref char word, int length, bool lowercase)
    {
        ref ushort units = ref Unsafe.As<char, ushort>(ref word);
        var bytes = Vector128.Narrow(Vector128.LoadUnsafe(ref units), Vector128.LoadUnsafe(ref units, 8));
        if (lowercase)
        {
            var isUpper = Vector128.LessThan(bytes - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
            bytes |= isUpper & Vector128.Create((byte)0x20);
        }

        return bytes & Mask(length);
    }

    /// <summary>Appends the tokens of a word.</summary>
    /// <param name="key">Its <see cref="Key"/>.</param>
    /// <param name="length">Its length, 1 to <see cref="MaxLength"/>.</param>
    /// <param name="start">Where it begins; token ranges are counted from there.</param>
    /// <param name="tokens">Receives the tokens.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tokenize(Vector128<byte> key, int length, int start, TokenBuffer tokens)
    {
        int id = length <= _maxCharactersPerWord ? Find(key, FirstSeed) : -1;
        if (id >= 0)
        {
            tokens.Add(id, start, start + length);
        }
        else
        {
            TokenizeInPieces(key, length, start, tokens);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Slot[] slots, ReadOnlySpan<char> token, int id, ulong seed, ref int longest)
    {
        if (token.Length is 0 or > MaxLength)
        {
            return;
        }

        (ulong low, ulong high) = (0, 0);
        for (int i = 0; i < token.Length; i++)
        {
            if (token[i] is '\0' or > '\u007F')
            {
                return;
            }

            ref ulong half = ref i < sizeof(ulong) ? ref low : ref high;
            half |= (ulong)token[i] << (8 * (i % sizeof(ulong)));
        }

        longest = Math.Max(longest, token.Length);

        uint at = Hash(low, high, seed);
        while (slots[at & (uint)(slots.Length - 1)].IdPlusOne != 0)
        {
            at++;
        }

        // Continuations are told apart by the top bit, which ASCII leaves free.
        slots[at & (uint)(slots.Length - 1)] = new() { Low = low | Tag(seed), High = high, IdPlusOne = id + 1 };
    }

    private static ulong Tag(ulong seed) => seed == ContinuationSeed ? 0x80UL : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Mask(int length) => Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Masks), (nuint)(MaxLength - length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong low, ulong high, ulong seed)
    {
        ulong mixed = (low ^ seed) * 0x9FB21C651E98DF25;
        mixed = ((mixed >> 32) ^ mixed ^ high) * 0xA0761D6478BD642F;
        return (uint)(mixed >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(Vector128<byte> key, ulong seed)
    {
        ulong low = key.AsUInt64()[0];
        ulong high = key.AsUInt64()[1];
        uint i = Hash(low, high, seed);
        low |= Tag(seed);
        Slot[] slots = _slots;
        while (true)
        {
            ref readonly Slot slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(slots), i & (uint)(slots.Length - 1));
            if ((slot.Low ^ low) == 0 && (slot.High ^ high) == 0)
            {
                return slot.IdPlusOne - 1;
            }

            if (slot.IdPlusOne == 0)
            {
                return -1;
            }

            i++;
        }
    }

    private void TokenizeInPieces(Vector128<byte> key, int length, int start, TokenBuffer tokens)
    {
        int before = tokens.Count;
        Span<byte> bytes = stackalloc byte[2 * MaxLength];
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        key.StoreUnsafe(ref first);
        Vector128<byte>.Zero.StoreUnsafe(ref first, MaxLength);
        for (int from = length <= _maxCharactersPerWord ? 0 : length + 1; from < length;)
        {
            var rest = Vector128.LoadUnsafe(ref first, (nuint)from);
            ulong seed = from == 0 ? FirstSeed : ContinuationSeed;
            int size = Math.Min(length - from, from == 0 ? _longestFirst : _longestContinuation);
            int id = -1;
            for (; size > 0 && (id = Find(rest & Mask(size), seed)) < 0; size--)
            {
            }

            if (id < 0)
            {
                break;
            }

            tokens.Add(id, start + from, start + from + size);
            from += size;
            if (from == length)
            {
                return;
            }
        }

        tokens.Truncate(before);
        tokens.Add(_model.UnknownId >= 0 ? _model.UnknownId : _model.RequireUnknown(System.Text.Encoding.ASCII.GetString(bytes[..length])), start, start + length);
    }

    private struct Slot
    {
        public ulong Low;
        public ulong High;
        public int IdPlusOne;
    }
}
