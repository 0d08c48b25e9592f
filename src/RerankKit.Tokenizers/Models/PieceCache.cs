using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>
/// Remembers the tokens of short pieces: most words of a text have been seen before. Of fixed size, allocates nothing after the first
/// piece, and thread-safe without locks: each entry has a version that is odd while it is written and has changed when it was.
/// </summary>
internal sealed class PieceCache
{
    /// <summary>Longer pieces are not remembered.</summary>
    public const int MaxChars = 24;

    private const int MaxTokens = 8;
    private const int Sets = 8192;

    private Entry[]? _entries;

    /// <summary>Appends the tokens of a piece, or of its words one by one.</summary>
    /// <param name="piece">May be empty or contain unpaired surrogates.</param>
    /// <param name="start">Where it begins in the text.</param>
    /// <param name="tokens">Receives the tokens.</param>
    /// <param name="segmenter">Always the same one for the same cache.</param>
    /// <param name="mark">The character with runs of which words begin; null to take the piece as a whole.</param>
    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens, IPieceSegmenter segmenter, char? mark)
    {
        if (mark is not char space)
        {
            Tokenize(piece, start, tokens, segmenter);
            return;
        }

        while (!piece.IsEmpty)
        {
            int end = piece.IndexOfAnyExcept(space);
            int length = end < 0 ? -1 : piece[end..].IndexOf(space);
            int word = length < 0 ? piece.Length : end + length;
            Tokenize(piece[..word], start, tokens, segmenter);
            start += word;
            piece = piece[word..];
        }
    }

    /// <summary>Appends the tokens of a piece: those remembered, or what the segmenter makes of it.</summary>
    /// <param name="piece">May be empty or contain unpaired surrogates.</param>
    /// <param name="start">Where it begins in the text.</param>
    /// <param name="tokens">Receives the tokens.</param>
    /// <param name="segmenter">Always the same one for the same cache.</param>
    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens, IPieceSegmenter segmenter)
    {
        if (piece.Length > MaxChars)
        {
            segmenter.Segment(tokens.Scratch.WellFormed(piece), start, tokens);
            return;
        }

        if (piece.IsEmpty)
        {
            return;
        }

        uint hash = PieceHash.Of(piece);
        if (!TryAppend(piece, hash, start, tokens))
        {
            int first = tokens.Count;
            segmenter.Segment(tokens.Scratch.WellFormed(piece), start, tokens);
            Store(piece, hash, start, tokens, first);
        }
    }

    private bool TryAppend(ReadOnlySpan<char> piece, uint hash, int start, TokenBuffer tokens)
    {
        Entry[]? entries = _entries;
        if (entries is null)
        {
            return false;
        }

        ref Entry entry = ref entries[(hash & (Sets - 1)) * 2];
        return TryAppend(ref entry, piece, hash, start, tokens) || TryAppend(ref Unsafe.Add(ref entry, 1), piece, hash, start, tokens);
    }

    private void Store(ReadOnlySpan<char> piece, uint hash, int start, TokenBuffer tokens, int first)
    {
        int count = tokens.Count - first;
        if (count > MaxTokens)
        {
            return;
        }

        Entry[] entries = _entries ?? Allocate();
        // A set holds two pieces; the first place keeps what came first, the second what came last.
        ref Entry entry = ref entries[(hash & (Sets - 1)) * 2];
        if (Volatile.Read(ref entry.Version) != 0)
        {
            entry = ref Unsafe.Add(ref entry, 1);
        }

        int version = Volatile.Read(ref entry.Version);
        if ((version & 1) != 0 || Interlocked.CompareExchange(ref entry.Version, version + 1, version) != version)
        {
            return;
        }

        entry.Hash = hash;
        entry.Length = (byte)piece.Length;
        entry.Count = (byte)count;
        piece.CopyTo(entry.Text);
        for (int i = 0; i < count; i++)
        {
            entry.Ids[i] = tokens.Ids[first + i];
            entry.Starts[i] = (byte)(tokens.Starts[first + i] - start);
            entry.Ends[i] = (byte)(tokens.Ends[first + i] - start);
        }

        // Never back to zero, which means empty.
        Volatile.Write(ref entry.Version, version == -2 ? 2 : version + 2);
    }

    private static bool TryAppend(ref Entry entry, ReadOnlySpan<char> piece, uint hash, int start, TokenBuffer tokens)
    {
        int version = Volatile.Read(ref entry.Version);
        if (version == 0 || (version & 1) != 0 || entry.Hash != hash || entry.Length != piece.Length
            || !((ReadOnlySpan<char>)entry.Text)[..piece.Length].SequenceEqual(piece))
        {
            return false;
        }

        int before = tokens.Count;
        int count = Math.Min((int)entry.Count, MaxTokens);
        for (int i = 0; i < count; i++)
        {
            tokens.Add(entry.Ids[i], start + entry.Starts[i], start + entry.Ends[i]);
        }

        Volatile.ReadBarrier();
        if (entry.Version == version)
        {
            return true;
        }

        tokens.Truncate(before);
        return false;
    }

    private Entry[] Allocate()
    {
        var entries = new Entry[Sets * 2];
        return Interlocked.CompareExchange(ref _entries, entries, null) ?? entries;
    }

    private struct Entry
    {
        public int Version;
        public uint Hash;
        public byte Length;
        public byte Count;
        public Chars Text;
        public Integers Ids;
        public Bytes Starts;
        public Bytes Ends;
    }

    [InlineArray(MaxChars)]
    private struct Chars
    {
        private char _first;
    }

    [InlineArray(MaxTokens)]
    private struct Integers
    {
        private int _first;
    }

    [InlineArray(MaxTokens)]
    private struct Bytes
    {
        private byte _first;
    }
}
