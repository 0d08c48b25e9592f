using System.Buffers;

namespace RerankKit.Tokenizers;

/// <summary>Finds out with which characters a match can begin, so that a search can skip the others.</summary>
internal static class PatternStart
{
    private const int MaxCharacters = 256;

    /// <summary>The UTF-16 units with which every match begins, or null when they are many or a match may be empty.</summary>
    public static SearchValues<char>? Of(PatternNode node)
    {
        if (!TryFind(node, out CodePointRanges first))
        {
            return null;
        }

        var units = new List<char>();
        foreach ((int start, int end) in first.Ranges)
        {
            if (end > char.MaxValue || units.Count + end - start >= MaxCharacters)
            {
                return null;
            }

            for (int unit = start; unit <= end; unit++)
            {
                units.Add((char)unit);
            }
        }

        return SearchValues.Create(units.ToArray());
    }

    // The code points with which the part can begin; false when it can be passed without any.
    private static bool TryFind(PatternNode node, out CodePointRanges first)
    {
        first = CodePointRanges.Empty;
        switch (node)
        {
            case PatternNode.Set set:
                first = set.Ranges;
                return true;
            case PatternNode.Atomic atomic:
                return TryFind(atomic.Part, out first);
            case PatternNode.Repeat repeat:
                return TryFind(repeat.Part, out first) && repeat.Min > 0;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                {
                    bool isDone = TryFind(part, out CodePointRanges next);
                    first = first.Union(next);
                    if (isDone)
                    {
                        return true;
                    }
                }

                return false;
            case PatternNode.Alternation choice:
                bool all = true;
                foreach (var alternative in choice.Alternatives)
                {
                    all &= TryFind(alternative, out CodePointRanges next);
                    first = first.Union(next);
                }

                return all;
            default:
                return false;
        }
    }
}
