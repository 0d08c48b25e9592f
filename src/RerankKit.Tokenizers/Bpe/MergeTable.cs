using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>Which two neighbouring symbols merge, in what order of preference and into what. Immutable once built, and then thread-safe.</summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoRank = int.MaxValue;

    private readonly Entry[] _entries;
    private readonly int _shift;

    public MergeTable(int count)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
        _entries = new Entry[size];
        _shift = 64 - BitOperations.Log2((uint)size);
        _entries.AsSpan().Fill(new Entry { Pair = ulong.MaxValue, Rank = NoRank });
    }

    /// <summary>Adds a merge; of two for the same pair the later one counts.</summary>
    public void Add(int left, int right, int rank, int merged)
    {
        ulong pair = PairOf(left, right);
        Debug.Assert(pair != ulong.MaxValue);
        int place = PlaceOf(pair);
        while (_entries[place].Pair != ulong.MaxValue && _entries[place].Pair != pair)
        {
            place = (place + 1) & (_entries.Length - 1);
        }

        _entries[place] = new Entry { Pair = pair, Rank = rank, Merged = merged };
    }

    /// <summary>The rank of a pair and what it merges into; <see cref="NoRank"/> when it does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int left, int right, out int merged)
    {
        Entry[] entries = _entries;
        ulong pair = PairOf(left, right);
        int place = PlaceOf(pair);
        while (true)
        {
            ref Entry entry = ref entries[place];
            if (entry.Pair == pair)
            {
                merged = entry.Merged;
                return entry.Rank;
            }

            if (entry.Pair == ulong.MaxValue)
            {
                merged = -1;
                return NoRank;
            }

            place = (place + 1) & (entries.Length - 1);
        }
    }

    private static ulong PairOf(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(ulong pair) => (int)(pair * 0x9E3779B97F4A7C15 >> _shift);

    /// <summary>Symbols merge as the table says.</summary>
    public readonly struct Rule(MergeTable table) : IMergeRule
    {
        public int Find(int left, int right, int start, int end, out int merged) => table.Find(left, right, out merged);
    }

    private struct Entry
    {
        public ulong Pair;
        public int Rank;
        public int Merged;
    }
}
