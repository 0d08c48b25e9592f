using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>Receives the tokens of one text. Kept and used again by its owner, it allocates nothing after warm-up. Not thread-safe.</summary>
/// <param name="tracksOffsets">Whether the tokenizer fills <see cref="Starts"/> and <see cref="Ends"/> with ranges of the original text; costs time.</param>
internal sealed class TokenBuffer(bool tracksOffsets = false)
{
    private int[] _ids = new int[256];
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];
    private char[] _word = new char[128];

    /// <summary>Whether <see cref="Starts"/> and <see cref="Ends"/> are ranges of the original text when the tokenizer has finished; otherwise they mean nothing.</summary>
    public bool TracksOffsets { get; } = tracksOffsets;

    /// <summary>How many tokens there are.</summary>
    public int Count { get; private set; }

    /// <summary>Token ids, in the order of the text.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>Where each token begins, in UTF-16 units.</summary>
    public Span<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>Where each token ends (exclusive), in UTF-16 units.</summary>
    public Span<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>The text on its way through normalizer and pre-tokenizer.</summary>
    public PreTokenizedText Pipeline { get; } = new();

    /// <summary>With <see cref="TracksOffsets"/>: which tokens were found as added tokens, and how much white space what they matched has at its ends.</summary>
    public List<(int Index, int Leading, int Trailing)> Found { get; } = [];

    /// <summary>Working memory of the models that fill this buffer.</summary>
    public ModelScratch Scratch { get; } = new();

    public void Clear()
    {
        Count = 0;
        Found.Clear();
    }

    /// <summary>Drops the tokens from <paramref name="count"/> on.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id, int start, int end)
    {
        int count = Count;
        if ((uint)count >= (uint)_ids.Length)
        {
            Grow();
        }

        _ids[count] = id;
        _starts[count] = start;
        _ends[count] = end;
        Count = count + 1;
    }

    /// <summary>Adds an added token that matched <paramref name="text"/>.</summary>
    public void AddFound(int id, int start, int end, ReadOnlySpan<char> text)
    {
        if (TracksOffsets)
        {
            (int leading, int trailing) = OffsetTrimming.Spaces(text);
            Found.Add((Count, leading, trailing));
        }

        Add(id, start, end);
    }

    /// <summary>Turns the tokens from <paramref name="first"/> on around: a model that walks a path back from its end adds them last first.</summary>
    public void Reverse(int first)
    {
        _ids.AsSpan(first, Count - first).Reverse();
        _starts.AsSpan(first, Count - first).Reverse();
        _ends.AsSpan(first, Count - first).Reverse();
    }

    /// <summary>Scratch memory for one word, at least <paramref name="length"/> long; its contents stay when it grows.</summary>
    public Span<char> Word(int length)
    {
        if (length > _word.Length)
        {
            Array.Resize(ref _word, Math.Max(length, _word.Length * 2));
        }

        return _word;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        Array.Resize(ref _ids, _ids.Length * 2);
        Array.Resize(ref _starts, _starts.Length * 2);
        Array.Resize(ref _ends, _ends.Length * 2);
    }
}
