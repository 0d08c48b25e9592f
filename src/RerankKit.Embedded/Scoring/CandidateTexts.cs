using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>The tokens of a call's candidates, and how often each has each piece. Used again from call to call. Not thread-safe.</summary>
internal sealed class CandidateTexts
{
    private readonly TokenBuffer _buffer = new();
    private readonly List<int> _pieces = [];
    private int[] _slotOfPiece = [];
    private int[] _lastText = [];
    private int[] _entryOfSlot = [];
    private ushort[] _arena = new ushort[4096];
    private Entry[] _entries = new Entry[4096];
    private Text[] _texts = new Text[128];
    private int _arenaLength;
    private int _entryCount;
    private int _serial;

    /// <summary>How many candidates were read.</summary>
    public int Count { get; private set; }

    /// <summary>The different pieces of all candidates; a piece's place is its slot.</summary>
    public IReadOnlyList<int> Pieces => _pieces;

    /// <summary>What was kept for this call.</summary>
    public int Capacity => _arena.Length + _entries.Length + _texts.Length;

    public void Reset(EmbeddedTable table)
    {
        if (_slotOfPiece.Length != table.Rows)
        {
            _slotOfPiece = new int[table.Rows];
            Array.Fill(_slotOfPiece, -1);
        }

        foreach (int piece in _pieces)
        {
            _slotOfPiece[piece] = -1;
        }

        _pieces.Clear();
        (Count, _arenaLength, _entryCount) = (0, 0, 0);
    }

    public ReadOnlySpan<ushort> Tokens(int index)
    {
        ref Text text = ref _texts[index];
        return text.Kept is { } kept ? kept.Ids : _arena.AsSpan(text.Start, text.Length);
    }

    /// <summary>A candidate's different pieces that say something, in the order of the text.</summary>
    public ReadOnlySpan<Entry> Entries(int index) => _entries.AsSpan(_texts[index].FirstEntry, _texts[index].EntryCount);

    /// <summary>How many of a candidate's pieces say something, repetitions included.</summary>
    public int WordLength(int index) => _texts[index].WordLength;

    public bool IsTruncated(int index) => _texts[index].IsTruncated;

    /// <summary>What the cache keeps of it; null without a cache.</summary>
    public TextTokens? Kept(int index) => _texts[index].Kept;

    /// <summary>The slot of a piece that occurs.</summary>
    public int Slot(int piece) => _slotOfPiece[piece];

    /// <summary>Cuts the next candidate into tokens.</summary>
    public void Read(string text, EmbeddedModel model, TextTokenCache? cache, int limit)
    {
        if (Count == _texts.Length)
        {
            Array.Resize(ref _texts, Count * 2);
        }

        _texts[Count] = cache is null ? ReadInto(text, model, limit) : ReadKept(text, model, cache, limit);
        Count++;
    }

    /// <summary>Counts the pieces of all candidates.</summary>
    public void CountPieces(EmbeddedTable table)
    {
        for (int index = 0; index < Count; index++)
        {
            CountPieces(index, table);
        }
    }

    private Text ReadInto(string text, EmbeddedModel model, int limit)
    {
        model.Tokenizer.Encode(text, _buffer, limit);
        int count = Math.Min(_buffer.Count, limit);
        if (_arena.Length < _arenaLength + count)
        {
            Array.Resize(ref _arena, Math.Max(_arena.Length * 2, _arenaLength + count));
        }

        Copy(_buffer.Ids[..count], _arena.AsSpan(_arenaLength));
        var read = new Text { Start = _arenaLength, Length = count, IsTruncated = _buffer.Count > limit };
        _arenaLength += count;
        return read;
    }

    private Text ReadKept(string text, EmbeddedModel model, TextTokenCache cache, int limit)
    {
        Hash128 hash = Hash128.Of(text);
        if (!cache.TryGet(hash, limit, out TextTokens? kept))
        {
            model.Tokenizer.Encode(text, _buffer, limit);
            ushort[] ids = new ushort[Math.Min(_buffer.Count, limit)];
            Copy(_buffer.Ids[..ids.Length], ids);
            kept = new(ids, _buffer.Count > limit);
            cache.Add(hash, limit, kept);
        }

        return new() { Kept = kept, Length = kept!.Ids.Length, IsTruncated = kept.IsTruncated };
    }

    private static void Copy(ReadOnlySpan<int> ids, Span<ushort> target)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            target[i] = (ushort)ids[i];
        }
    }

    private void CountPieces(int index, EmbeddedTable table)
    {
        ReadOnlySpan<ushort> tokens = Tokens(index);
        if (_entries.Length < _entryCount + tokens.Length)
        {
            Array.Resize(ref _entries, Math.Max(_entries.Length * 2, _entryCount + tokens.Length));
        }

        if (++_serial == int.MaxValue)
        {
            Array.Clear(_lastText);
            _serial = 1;
        }

        ref Text text = ref _texts[index];
        text.FirstEntry = _entryCount;
        text.WordLength = 0;
        float[] weights = table.Weights;
        foreach (ushort piece in tokens)
        {
            if (weights[piece] <= 0)
            {
                continue;
            }

            text.WordLength++;
            int slot = _slotOfPiece[piece];
            if (slot < 0)
            {
                slot = AddPiece(piece);
            }

            if (_lastText[slot] == _serial)
            {
                _entries[_entryOfSlot[slot]].Frequency++;
                continue;
            }

            _lastText[slot] = _serial;
            _entryOfSlot[slot] = _entryCount;
            _entries[_entryCount++] = new() { Slot = slot, Frequency = 1 };
        }

        text.EntryCount = _entryCount - text.FirstEntry;
    }

    private int AddPiece(int piece)
    {
        int slot = _pieces.Count;
        _pieces.Add(piece);
        _slotOfPiece[piece] = slot;
        if (_lastText.Length <= slot)
        {
            Array.Resize(ref _lastText, Math.Max(1024, slot * 2));
            Array.Resize(ref _entryOfSlot, Math.Max(1024, slot * 2));
        }

        return slot;
    }

    /// <summary>A piece of a text, and how often it has it.</summary>
    public struct Entry
    {
        public int Slot;
        public int Frequency;
    }

    private struct Text
    {
        public TextTokens? Kept;
        public int Start;
        public int Length;
        public int FirstEntry;
        public int EntryCount;
        public int WordLength;
        public bool IsTruncated;
    }
}
