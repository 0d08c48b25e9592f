using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Which characters are the same but for case: the simple mappings of Unicode.</summary>
internal static class CaseFolding
{
    private static readonly Lazy<List<int[]>> Groups = new(FindGroups);

    /// <summary>The set with every character that differs from one of it by case only.</summary>
    public static CodePointRanges Close(CodePointRanges set)
    {
        var added = new List<(int First, int Last)>();
        foreach (int[] group in Groups.Value)
        {
            if (Array.Exists(group, set.Contains))
            {
                foreach (int codePoint in group)
                {
                    added.Add((codePoint, codePoint));
                }
            }
        }

        return added.Count == 0 ? set : set.Union(CodePointRanges.Of(added));
    }

    private static List<int[]> FindGroups()
    {
        var groups = new Dictionary<int, List<int>>();
        for (int codePoint = 0; codePoint <= CodePointRanges.Last; codePoint++)
        {
            if (!Rune.IsValid(codePoint))
            {
                continue;
            }

            var rune = new Rune(codePoint);
            int key = codePoint switch
            {
                // Pairs that fold alike though neither is the other's upper or lower case.
                0x017F => 'S',
                0x1FD3 => 0x0390,
                0x1FE3 => 0x03B0,
                0xFB06 => 0xFB05,
                _ => Rune.ToUpperInvariant(Rune.ToLowerInvariant(rune)).Value,
            };
            if (key != codePoint)
            {
                if (!groups.TryGetValue(key, out List<int>? group))
                {
                    groups.Add(key, group = [key]);
                }

                group.Add(codePoint);
            }
        }

        var result = new List<int[]>(groups.Count);
        foreach (List<int> group in groups.Values)
        {
            result.Add([.. group]);
        }

        return result;
    }
}
