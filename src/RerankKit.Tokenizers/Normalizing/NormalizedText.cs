using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>A text while it is rewritten, with the range of the original that every character stands for. Reused; not thread-safe.</summary>
/// <remarks>
/// A rewrite reads <see cref="Text"/> and appends to a second buffer, naming for every character the position it replaces or follows;
/// <see cref="EndRewrite"/> swaps the two. Unpaired surrogates of the original become U+FFFD on entry, as in a conversion to UTF-8.
/// </remarks>
internal sealed partial class NormalizedText
{
    private char[] _text = new char[256];
    private char[] _next = new char[256];
    private int[] _starts = [];
    private int[] _ends = [];
    private int[] _nextStarts = [];
    private int[] _nextEnds = [];

    /// <summary>The text as it stands, in UTF-16.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, Length);

    /// <summary>The same text for changes that keep every character's length.</summary>
    public Span<char> InPlace => _text.AsSpan(0, Length);

    /// <summary>The length of <see cref="Text"/> in UTF-16 units.</summary>
    public int Length { get; private set; }

    /// <summary>How many UTF-16 units the rewrite in progress has appended.</summary>
    public int Written { get; private set; }

    /// <summary>Whether ranges of the original are kept; without them rewriting is cheaper.</summary>
    public bool TracksOffsets { get; private set; }

    /// <summary>Where the rewritten part begins in the original text.</summary>
    public int OriginalStart { get; private set; }

    /// <summary>The matches of the pattern that was last searched for in it.</summary>
    public MatchList Matches { get; } = new();

    /// <summary>Starts over with a part of an original text.</summary>
    /// <param name="original">The part.</param>
    /// <param name="originalStart">Where it begins in the original, in UTF-16 units.</param>
    /// <param name="trackOffsets">Whether <see cref="OriginalRange"/> will be asked.</param>
    public void Reset(ReadOnlySpan<char> original, int originalStart, bool trackOffsets)
    {
        TracksOffsets = trackOffsets;
        OriginalStart = originalStart;
        Length = 0;
        BeginRewrite(original.Length);
        original.CopyTo(_next);
        ReplaceUnpairedSurrogates(_next.AsSpan(0, original.Length));
        if (trackOffsets)
        {
            for (int i = 0; i < original.Length; i++)
            {
                int width = i + 1 < original.Length && char.IsSurrogatePair(_next[i], _next[i + 1]) ? 2 : 1;
                for (int k = 0; k < width; k++)
                {
                    _nextStarts[i + k] = originalStart + i;
                    _nextEnds[i + k] = originalStart + i + width;
                }

                i += width - 1;
            }
        }

        Written = original.Length;
        EndRewrite();
    }

    /// <summary>The range of the original that a range of <see cref="Text"/> stands for; needs <see cref="TracksOffsets"/>.</summary>
    public (int Start, int End) OriginalRange(int start, int end) =>
        start < end ? (_starts[start], _ends[end - 1]) : (OriginalStart + start, OriginalStart + end);

    /// <summary>Begins a rewrite; <paramref name="expectedLength"/> is a guess.</summary>
    public void BeginRewrite(int expectedLength)
    {
        Written = 0;
        if (expectedLength > _next.Length || (TracksOffsets && expectedLength > _nextStarts.Length))
        {
            Grow(expectedLength);
        }
    }

    /// <summary>Appends a character that stands for the same part of the original as position <paramref name="source"/> of <see cref="Text"/>.</summary>
    /// <param name="c">The UTF-16 unit.</param>
    /// <param name="source">A position of <see cref="Text"/>, or -1: inserted before everything.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(char c, int source)
    {
        int written = Written;
        if ((uint)written >= (uint)_next.Length || TracksOffsets)
        {
            AppendTracked(c, source);
            return;
        }

        _next[written] = c;
        Written = written + 1;
    }

    /// <summary>Appends characters that all stand for the same part of the original as position <paramref name="source"/>.</summary>
    public void Append(ReadOnlySpan<char> text, int source)
    {
        foreach (char c in text)
        {
            Append(c, source);
        }
    }

    /// <summary>Appends a range of <see cref="Text"/> unchanged.</summary>
    public void Copy(int start, int end)
    {
        int length = end - start;
        int written = Written;
        if (written + length > _next.Length || (TracksOffsets && written + length > _nextStarts.Length))
        {
            Grow(written + length);
        }

        _text.AsSpan(start, length).CopyTo(_next.AsSpan(written));
        if (TracksOffsets)
        {
            _starts.AsSpan(start, length).CopyTo(_nextStarts.AsSpan(written));
            _ends.AsSpan(start, length).CopyTo(_nextEnds.AsSpan(written));
        }

        Written = written + length;
    }

    /// <summary>Lets what was appended begin where the text begins, whatever was dropped in front of it.</summary>
    public void ReachBack()
    {
        if (TracksOffsets && Written > 0)
        {
            _nextStarts[0] = _starts[0];
        }
    }

    /// <summary>Makes what was appended the text.</summary>
    public void EndRewrite()
    {
        (_text, _next) = (_next, _text);
        (_starts, _nextStarts) = (_nextStarts, _starts);
        (_ends, _nextEnds) = (_nextEnds, _ends);
        Length = Written;
        Written = 0;
    }

    private static void ReplaceUnpairedSurrogates(Span<char> text)
    {
        int from = 0;
        for (int i; (i = CodePoint.IndexOfSurrogate(text[from..])) >= 0;)
        {
            i += from;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                from = i + 2;
            }
            else
            {
                text[i] = '\uFFFD';
                from = i + 1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendTracked(char c, int source)
    {
        int written = Written;
        if (written >= _next.Length || (TracksOffsets && written >= _nextStarts.Length))
        {
            Grow(written + 1);
        }

        _next[written] = c;
        if (TracksOffsets)
        {
            (_nextStarts[written], _nextEnds[written]) = source < 0 ? (OriginalStart, OriginalStart) : (_starts[source], _ends[source]);
        }

        Written = written + 1;
    }

    private void Grow(int needed)
    {
        int size = Math.Max(needed, _next.Length);
        size = size > _next.Length ? Math.Max(size, _next.Length * 2) : size;
        Array.Resize(ref _next, size);
        if (TracksOffsets)
        {
            Array.Resize(ref _nextStarts, size);
            Array.Resize(ref _nextEnds, size);
        }
    }
}
