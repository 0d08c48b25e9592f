using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Which characters are the same but for case: the simple mappings of Unicode.</summary>
internal static class CaseFolding
{
    private static readonly Lazy<int[][]> Groups = new(FindGroups);

    /// <summary>The set with every character that differs from one of it by case only.</summary>
    public static CodePointRanges Close(CodePointRanges set)
    {
        var added = new List<(int First, int Last)>();
        foreach (int[] group in Groups.Value)
        {
            if (Array.Exists(group, set.Contains))
            {
                added.AddRange(group.Select(codePoint => (codePoint, codePoint)));
            }
        }

        return added.Count == 0 ? set : set.Union(CodePointRanges.Of(added));
    }

    // Every group begins with the character that the others fold to.
    private static int[][] FindGroups() =>
    [
        .. Enumerable.Range(0, CodePointRanges.Last + 1)
            .Where(codePoint => Rune.IsValid(codePoint) && KeyOf(codePoint) != codePoint)
            .GroupBy(KeyOf)
            .Select(group => (int[])[group.Key, .. group]),
    ];

    private static int KeyOf(int codePoint) => codePoint switch
    {
        // Pairs that fold alike though neither is the other's upper or lower case.
        0x017F => 'S',
        0x1FD3 => 0x0390,
        0x1FE3 => 0x03B0,
        0xFB06 => 0xFB05,
        _ => Rune.ToUpperInvariant(Rune.ToLowerInvariant(new Rune(codePoint))).Value,
    };
}
