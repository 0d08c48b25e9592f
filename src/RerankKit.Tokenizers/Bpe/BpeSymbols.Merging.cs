namespace RerankKit.Tokenizers;

/// <content>Merging: by looking at all pairs while they are few, with a heap of pairs when they are many.</content>
internal ref partial struct BpeSymbols
{
    /// <summary>Up to so many symbols, looking for the best pair anew each time is faster than a heap.</summary>
    private const int FewSymbols = 48;

    /// <summary>Merges whatever a rule merges.</summary>
    public void Merge<TRule>(TRule rule, ModelScratch scratch)
        where TRule : IMergeRule, allows ref struct
    {
        if (Count <= FewSymbols)
        {
            MergeFew(rule);
        }
        else
        {
            MergeMany(rule, scratch);
        }
    }

    /// <summary>Merges in time quadratic in the number of symbols.</summary>
    private void MergeFew<TRule>(TRule rule)
        where TRule : IMergeRule, allows ref struct
    {
        Span<int> ids = Ids;
        Span<int> starts = Starts;
        Span<int> ends = Ends;
        Span<int> ranks = _memory.Slice(3 * _capacity, _capacity);
        Span<int> merged = _memory.Slice(4 * _capacity, _capacity);
        int pairs = Count - 1;
        for (int i = 0; i < pairs; i++)
        {
            ranks[i] = rule.Find(ids[i], ids[i + 1], starts[i], ends[i + 1], out merged[i]);
        }

        while (pairs > 0)
        {
            int best = 0;
            for (int i = 1; i < pairs; i++)
            {
                if (ranks[i] < ranks[best])
                {
                    best = i;
                }
            }

            if (ranks[best] == MergeTable.NoRank)
            {
                break;
            }

            ids[best] = merged[best];
            ends[best] = ends[best + 1];
            int moved = pairs - best - 1;
            ids.Slice(best + 2, moved).CopyTo(ids[(best + 1)..]);
            starts.Slice(best + 2, moved).CopyTo(starts[(best + 1)..]);
            ends.Slice(best + 2, moved).CopyTo(ends[(best + 1)..]);
            ranks.Slice(best + 1, moved).CopyTo(ranks[best..]);
            merged.Slice(best + 1, moved).CopyTo(merged[best..]);
            pairs--;
            if (best > 0)
            {
                ranks[best - 1] = rule.Find(ids[best - 1], ids[best], starts[best - 1], ends[best], out merged[best - 1]);
            }

            if (best < pairs)
            {
                ranks[best] = rule.Find(ids[best], ids[best + 1], starts[best], ends[best + 1], out merged[best]);
            }
        }

        Count = Count == 0 ? 0 : pairs + 1;
    }

    /// <summary>Merges in time n log n: a heap of pairs by rank, then place, over a linked list of symbols.</summary>
    private void MergeMany<TRule>(TRule rule, ModelScratch scratch)
        where TRule : IMergeRule, allows ref struct
    {
        Span<int> ids = Ids;
        Span<int> starts = Starts;
        Span<int> ends = Ends;
        Span<int> previous = _memory.Slice(3 * _capacity, _capacity);
        Span<int> next = _memory.Slice(4 * _capacity, _capacity);
        var heap = new BpeHeap(scratch.Longs(3 * Count));
        for (int i = 0; i < Count; i++)
        {
            previous[i] = i - 1;
            next[i] = i + 1 < Count ? i + 1 : -1;
            if (i + 1 < Count && rule.Find(ids[i], ids[i + 1], starts[i], ends[i + 1], out _) is not MergeTable.NoRank and int rank)
            {
                heap.Add(rank, i);
            }
        }

        heap.Order();
        while (heap.TryPop(out int rank, out int left))
        {
            int right = next[left];
            // Symbols that went into their left neighbour have the id -1, which no pair has.
            if (right < 0 || ids[left] < 0 || rule.Find(ids[left], ids[right], starts[left], ends[right], out int merged) != rank)
            {
                continue;
            }

            ids[left] = merged;
            ends[left] = ends[right];
            ids[right] = -1;
            int after = next[right];
            next[left] = after;
            if (after >= 0)
            {
                previous[after] = left;
                heap.Push(rule.Find(merged, ids[after], starts[left], ends[after], out _), left);
            }

            if (previous[left] >= 0)
            {
                heap.Push(rule.Find(ids[previous[left]], merged, starts[previous[left]], ends[left], out _), previous[left]);
            }
        }

        int count = 0;
        for (int i = 0; i >= 0; i = next[i])
        {
            ids[count] = ids[i];
            starts[count] = starts[i];
            ends[count++] = ends[i];
        }

        Count = count;
    }
}
