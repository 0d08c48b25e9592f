using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>A set of code points for matching: a bit each for the basic plane, ranges for the others. Immutable and thread-safe.</summary>
internal sealed class CodePointSet
{
    private readonly uint[] _basic = new uint[0x10000 / 32];
    private readonly CodePointRanges _ranges;

    public CodePointSet(CodePointRanges ranges)
    {
        _ranges = ranges;
        foreach ((int first, int last) in ranges.Ranges)
        {
            for (int codePoint = first; codePoint <= Math.Min(last, 0xFFFF); codePoint++)
            {
                _basic[codePoint >> 5] |= 1u << (codePoint & 31);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int codePoint) =>
        codePoint <= 0xFFFF ? (_basic[codePoint >> 5] >> (codePoint & 31) & 1) != 0 : _ranges.Contains(codePoint);
}
