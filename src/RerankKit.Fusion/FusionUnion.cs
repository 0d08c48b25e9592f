using System.Buffers;

namespace RerankKit;

/// <summary>Several lists brought together: which items there are, and the rank of each in every list.</summary>
/// <remarks>
/// Items are numbered as one reads the lists side by side, rank by rank: by their best rank in any list, then by the order of the
/// lists. That is the order of equal scores, and it is total: two items never share a rank in one list.
/// </remarks>
internal sealed class FusionUnion<TKey>
    where TKey : notnull
{
    private readonly int[] _offsets;

    // Null when no list repeats a key; rank r then stands at position r - 1.
    private readonly int[]? _positions;

    public FusionUnion(FusionList<TKey>[] lists, ReadOnlySpan<bool> active, int depth, IEqualityComparer<TKey> comparer)
    {
        Lists = lists;
        Lengths = new int[lists.Length];
        _offsets = new int[lists.Length];
        int total = 0;
        for (int i = 0; i < lists.Length; i++)
        {
            _offsets[i] = total;
            total = checked(total + lists[i].Count);
        }

        // Everything is built in a borrowed buffer, and only what a ranking keeps is allocated.
        int[] buffer = ArrayPool<int>.Shared.Rent(checked(total * (3 + lists.Length)));
        var reader = new FusionReader
        {
            Offsets = _offsets,
            Lengths = Lengths,
            Active = active,
            Depth = depth,
            KeyNumbers = buffer.AsSpan(0, total),
            Items = buffer.AsSpan(total, total),
            Positions = buffer.AsSpan(total * 2, total),
            Ranks = buffer.AsSpan(total * 3, total * lists.Length),
        };
        FusionKeyTable<TKey>.Number(lists, reader.KeyNumbers, comparer);
        reader.Read();
        Count = reader.ActiveCount;
        Ranks = reader.Ranks[..(Count * lists.Length)].ToArray();
        _positions = reader.HasRepeatedKeys ? reader.Positions.ToArray() : null;
        ArrayPool<int>.Shared.Return(buffer);
    }

    public FusionList<TKey>[] Lists { get; }

    /// <summary>How many items the active lists hold.</summary>
    public int Count { get; }

    /// <summary>[item, list]: the rank from 1; 0 where the list does not hold the item.</summary>
    public int[] Ranks { get; }

    /// <summary>How many distinct keys of a list take part.</summary>
    public int[] Lengths { get; }

    /// <summary>The position in the list as given of the key that has a rank.</summary>
    public int Position(int list, int rank) => _positions is null ? rank - 1 : _positions[_offsets[list] + rank - 1];

    /// <summary>The key of an item, as the first list that holds it spells it.</summary>
    public TKey Key(int item)
    {
        int list = 0;
        while (Ranks[(item * Lists.Length) + list] == 0)
        {
            list++;
        }

        return Lists[list].KeyArray[Position(list, Ranks[(item * Lists.Length) + list])];
    }
}
