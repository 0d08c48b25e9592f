namespace RerankKit;

/// <summary>Reads lists side by side, rank by rank, and numbers the items it meets.</summary>
internal ref struct FusionReader
{
    /// <summary>Where each list begins in <see cref="KeyNumbers"/> and <see cref="Positions"/>.</summary>
    public required ReadOnlySpan<int> Offsets { get; init; }

    /// <summary>Receives how many distinct keys of each list take part.</summary>
    public required Span<int> Lengths { get; init; }

    /// <summary>The lists that take part. The others get ranks, but the items that only they hold are not counted.</summary>
    public required ReadOnlySpan<bool> Active { get; init; }

    /// <summary>How many distinct keys of each list take part at most.</summary>
    public required int Depth { get; init; }

    /// <summary>The keys of all lists, list after list, equal keys as equal numbers.</summary>
    public required Span<int> KeyNumbers { get; init; }

    /// <summary>Receives the item of each key number; -1 where there is none.</summary>
    public required Span<int> Items { get; init; }

    /// <summary>Receives the position in its list of each rank.</summary>
    public required Span<int> Positions { get; init; }

    /// <summary>[item, list]: receives the rank from 1; 0 where the list does not hold the item.</summary>
    public required Span<int> Ranks { get; init; }

    /// <summary>How many items the active lists hold; they come first.</summary>
    public int ActiveCount { get; private set; }

    /// <summary>Whether a list holds a key twice within the depth.</summary>
    public bool HasRepeatedKeys { get; private set; }

    public void Read()
    {
        Items.Fill(-1);
        Ranks.Clear();
        ActiveCount = Read(readActive: true, 0);
        if (Active.Contains(false))
        {
            Read(readActive: false, ActiveCount);
        }
    }

    private int Read(bool readActive, int count)
    {
        // Locals, because the compiler reads a field of a struct from memory each time.
        Span<int> keyNumbers = KeyNumbers;
        Span<int> items = Items;
        Span<int> ranks = Ranks;
        Span<int> positions = Positions;
        ReadOnlySpan<int> offsets = Offsets;
        Span<int> lengths = Lengths;
        Span<int> cursors = lengths.Length <= 32 ? stackalloc int[lengths.Length] : new int[lengths.Length];
        Span<int> ends = lengths.Length <= 32 ? stackalloc int[lengths.Length] : new int[lengths.Length];
        for (int list = 0; list < lengths.Length; list++)
        {
            cursors[list] = offsets[list];
            ends[list] = Active[list] != readActive ? offsets[list] : list + 1 < offsets.Length ? offsets[list + 1] : keyNumbers.Length;
        }

        bool open = true;
        for (int rank = 1; open && rank <= Depth; rank++)
        {
            open = false;
            for (int list = 0; list < lengths.Length; list++)
            {
                int cursor = cursors[list];
                for (int end = ends[list]; cursor < end; cursor++)
                {
                    ref int item = ref items[keyNumbers[cursor]];
                    if (item < 0)
                    {
                        item = count++;
                    }

                    ref int known = ref ranks[(item * lengths.Length) + list];
                    if (known == 0)
                    {
                        known = rank;
                        positions[offsets[list] + rank - 1] = cursor - offsets[list];
                        lengths[list] = rank;
                        open = true;
                        cursor++;
                        break;
                    }

                    HasRepeatedKeys = true;
                }

                cursors[list] = cursor;
            }
        }

        return count;
    }
}
