using System.Globalization;

namespace RerankKit.Tokenizers;

/// <summary>A set of code points as ascending ranges that do not touch, while a pattern is read. Immutable.</summary>
internal sealed class CodePointRanges
{
    public const int Last = 0x10FFFF;

    private static readonly Lazy<(int Start, UnicodeCategory Category)[]> Categories = new(ReadCategories);

    private readonly (int First, int Last)[] _ranges;

    private CodePointRanges((int First, int Last)[] ranges) => _ranges = ranges;

    public static CodePointRanges Empty { get; } = new([]);

    public static CodePointRanges All { get; } = new([(0, Last)]);

    public ReadOnlySpan<(int First, int Last)> Ranges => _ranges;

    /// <summary>The set of the ranges given, in any order, which may overlap.</summary>
    public static CodePointRanges Of(params IEnumerable<(int First, int Last)> ranges)
    {
        (int First, int Last)[] sorted = [.. ranges];
        Array.Sort(sorted);
        var merged = new List<(int First, int Last)>(sorted.Length);
        foreach ((int first, int last) in sorted)
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new([.. merged]);
    }

    /// <summary>The code points of the categories whose bits are set, bit n standing for the <see cref="UnicodeCategory"/> n.</summary>
    public static CodePointRanges OfCategories(uint categories)
    {
        var ranges = new List<(int First, int Last)>();
        var all = Categories.Value;
        for (int i = 0; i < all.Length; i++)
        {
            if ((categories >> (int)all[i].Category & 1) != 0)
            {
                ranges.Add((all[i].Start, (i + 1 < all.Length ? all[i + 1].Start : Last + 1) - 1));
            }
        }

        return Of(ranges);
    }

    public bool Contains(int codePoint)
    {
        int low = 0;
        int high = _ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (codePoint < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (codePoint > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    public CodePointRanges Union(CodePointRanges other) => Of([.. _ranges, .. other._ranges]);

    public CodePointRanges Intersect(CodePointRanges other) => Negate().Union(other.Negate()).Negate();

    public CodePointRanges Negate()
    {
        var ranges = new List<(int First, int Last)>(_ranges.Length + 1);
        int next = 0;
        foreach ((int first, int last) in _ranges)
        {
            if (first > next)
            {
                ranges.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            ranges.Add((next, Last));
        }

        return new([.. ranges]);
    }

    private static (int Start, UnicodeCategory Category)[] ReadCategories()
    {
        var runs = new List<(int Start, UnicodeCategory Category)>();
        for (int codePoint = 0; codePoint <= Last; codePoint++)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(codePoint);
            if (runs.Count == 0 || runs[^1].Category != category)
            {
                runs.Add((codePoint, category));
            }
        }

        return [.. runs];
    }
}
