using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>The tokens of a call's candidates, and how often each has each piece. Used again from call to call. Not thread-safe.</summary>
internal sealed class CandidateTexts
{
    private readonly TokenBuffer _buffer = new();
    private readonly List<int> _pieces = [];
    private int[] _slotOfPiece = [];
    private int[] _entryOfSlot = [];
    private ushort[] _arena = new ushort[4096];
    private Entry[] _entries = new Entry[4096];
    private Text[] _texts = new Text[128];
    private int _arenaLength;
    private int _entryCount;

    /// <summary>How many candidates were read.</summary>
    public int Count { get; private set; }

    /// <summary>The different pieces of all candidates; a piece's place is its slot.</summary>
    public ReadOnlySpan<int> Pieces => CollectionsMarshal.AsSpan(_pieces);

    /// <summary>What was kept for this call.</summary>
    public int Capacity => _arena.Length + _entries.Length + _texts.Length;

    public void Reset(EmbeddedTable table)
    {
        // Another reranker of this thread may have another table.
        foreach (int piece in _pieces)
        {
            _slotOfPiece[piece] = -1;
        }

        _pieces.Clear();
        if (_slotOfPiece.Length != table.Rows)
        {
            _slotOfPiece = new int[table.Rows];
            MemoryMarshal.AsBytes(_slotOfPiece.AsSpan()).Fill(byte.MaxValue); // -1 everywhere; Fill of int takes a compilation.
        }

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
            if (_texts[index].Kept is not { } kept)
            {
                CountPieces(index, table);
            }
            else if (kept.Counted is { } counted)
            {
                AddCounted(index, counted);
            }
            else
            {
                CountPieces(index, table);
                kept.Counted = Array.ConvertAll(Entries(index).ToArray(), entry => ((ushort)_pieces[entry.Slot], entry.Frequency));
            }
        }
    }

    /// <summary>What tells the language of all candidates.</summary>
    public LanguageEvidence Evidence(PieceKinds[] kinds)
    {
        LanguageEvidence all = default;
        for (int index = 0; index < Count; index++)
        {
            if (_texts[index].Kept is { } kept)
            {
                all.Add(kept.Evidence);
            }
            else
            {
                all.Add(Tokens(index), kinds);
            }
        }

        return all;
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
            LanguageEvidence evidence = default;
            evidence.Add(ids, model.Kinds);
            kept = new(ids, _buffer.Count > limit) { Evidence = evidence };
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountPieces(int index, EmbeddedTable table)
    {
        ReadOnlySpan<ushort> tokens = Tokens(index);
        if (_entries.Length < _entryCount + tokens.Length)
        {
            Array.Resize(ref _entries, Math.Max(_entries.Length * 2, _entryCount + tokens.Length));
        }

        Entry[] entries = _entries;
        int[] slots = _slotOfPiece;
        int first = _entryCount;
        int next = first;
        int words = 0;
        ReadOnlySpan<float> weights = table.Weights;
        foreach (ushort piece in tokens)
        {
            if (weights[piece] <= 0)
            {
                continue;
            }

            words++;
            int slot = slots[piece];
            if (slot < 0)
            {
                slot = AddPiece(piece);
            }

            // Where an earlier text, or an earlier call, left its mark the entry is not of this text, or not of this slot.
            int at = _entryOfSlot[slot];
            if (at >= first && at < next && entries[at].Slot == slot)
            {
                entries[at].Frequency++;
                continue;
            }

            _entryOfSlot[slot] = next;
            entries[next++] = new() { Slot = slot, Frequency = 1 };
        }

        _entryCount = next;
        ref Text text = ref _texts[index];
        (text.FirstEntry, text.EntryCount, text.WordLength) = (first, next - first, words);
    }

    private void AddCounted(int index, (ushort Piece, int Frequency)[] counted)
    {
        if (_entries.Length < _entryCount + counted.Length)
        {
            Array.Resize(ref _entries, Math.Max(_entries.Length * 2, _entryCount + counted.Length));
        }

        ref Text text = ref _texts[index];
        (text.FirstEntry, text.EntryCount, text.WordLength) = (_entryCount, counted.Length, 0);
        foreach ((ushort piece, int frequency) in counted)
        {
            int slot = _slotOfPiece[piece];
            _entries[_entryCount++] = new() { Slot = slot < 0 ? AddPiece(piece) : slot, Frequency = frequency };
            text.WordLength += frequency;
        }
    }

    private int AddPiece(int piece)
    {
        int slot = _pieces.Count;
        _pieces.Add(piece);
        _slotOfPiece[piece] = slot;
        if (_entryOfSlot.Length <= slot)
        {
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
