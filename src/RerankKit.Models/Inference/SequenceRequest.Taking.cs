namespace RerankKit.Models;

/// <summary>Giving sequences to batches: longest first, within blocks where a time budget wants the first stage's order.</summary>
internal sealed partial class SequenceRequest
{
    private int _blockSize;
    private int _blockStart;
    private int _blockEnd;
    private int _first;
    private int _end;

    /// <summary>Sequences that no batch has taken yet.</summary>
    public int Waiting { get; private set; }

    /// <summary>Tokens of the sequences that no batch has taken yet.</summary>
    public long WaitingTokens { get; private set; }

    /// <summary>The next sequence to take: the longest of the block. Only while <see cref="Waiting"/> is not 0.</summary>
    public int Next => _order[_first];

    /// <summary>Gets ready once the sequences are written; those that are not take no part.</summary>
    /// <param name="priority">The sequences in the order in which they should be scored should time run out; empty for no such order.</param>
    /// <param name="blockSize">With a priority: how many sequences are sorted by length at a time.</param>
    public void Arrange(ReadOnlySpan<int> priority, int blockSize)
    {
        for (int i = 0; i < Count; i++)
        {
            int index = priority.IsEmpty ? i : priority[i];
            if (_sequences[index].IsWritten)
            {
                _order[_end++] = index;
                TokenCount += _sequences[index].Length;
            }
        }

        (Waiting, WaitingTokens) = (_end, TokenCount);
        _blockSize = priority.IsEmpty ? Count : blockSize;
        NextBlock();
    }

    /// <summary>Takes the longest sequence of at most <paramref name="maxLength"/> and at least <paramref name="minLength"/> tokens, if there is one.</summary>
    public bool TryTake(int maxLength, int minLength, out int index)
    {
        index = -1;
        if (Waiting == 0)
        {
            return false;
        }

        int place = FirstNotLonger(maxLength);
        if (place == _blockEnd || _sequences[_order[place]].Length < minLength)
        {
            return false;
        }

        index = _order[place];
        Remove(place);
        return true;
    }

    /// <summary>Forgets what no batch has taken.</summary>
    public void DropWaiting() => (Waiting, WaitingTokens) = (0, 0);

    // Longest first in the block: the lowest place whose sequence fits. Those taken point on to the next that is not.
    private int FirstNotLonger(int maxLength)
    {
        int low = _first;
        int high = _blockEnd;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _sequences[_order[middle]].Length <= maxLength ? (low, middle) : (middle + 1, high);
        }

        return Skip(low);
    }

    private int Skip(int place)
    {
        Span<int> next = _order.AsSpan(Count);
        int end = place;
        while (next[end] != end)
        {
            end = next[end];
        }

        while (next[place] != end)
        {
            (next[place], place) = (end, next[place]);
        }

        return end;
    }

    private void Remove(int place)
    {
        _order[Count + place] = place + 1;
        Waiting--;
        WaitingTokens -= _sequences[_order[place]].Length;
        _first = Skip(_first);
        if (_first == _blockEnd && Waiting > 0)
        {
            NextBlock();
        }
    }

    private void NextBlock()
    {
        _blockStart = _blockEnd;
        _blockEnd = (int)Math.Min(_end, (long)_blockStart + _blockSize);
        _first = _blockStart;
        Sequence[] sequences = _sequences;
        _order.AsSpan(_blockStart, _blockEnd - _blockStart).Sort((a, b) =>
            sequences[a].Length != sequences[b].Length ? sequences[b].Length.CompareTo(sequences[a].Length) : a.CompareTo(b));
        for (int i = _blockStart; i <= _blockEnd; i++)
        {
            _order[Count + i] = i;
        }
    }
}
