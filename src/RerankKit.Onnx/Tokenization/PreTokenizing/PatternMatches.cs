using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>Walks over the matches of a pattern from left to right, without overlap; an empty match right behind another is skipped.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PatternMatches(ITextPattern pattern)
{
    private int _from;
    private int _lastEnd = -1;

    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>Goes to the next match in <paramref name="text"/>, the same text at every call.</summary>
    public bool MoveNext(ReadOnlySpan<char> text)
    {
        while (_from <= text.Length && pattern.TryFind(text, _from, out int start, out int end))
        {
            if (start == end && end == _lastEnd)
            {
                if (end == text.Length)
                {
                    break;
                }

                CodePoint.At(text, end, out int width);
                _from = end + width;
                continue;
            }

            (Start, End) = (start, end);
            (_from, _lastEnd) = (end, end);
            return true;
        }

        _from = text.Length + 1;
        return false;
    }
}
