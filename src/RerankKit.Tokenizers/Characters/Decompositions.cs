namespace RerankKit.Tokenizers;

/// <summary>Decompositions, compositions and combining classes of Unicode 9 (UAX #15), as unicode-normalization-alignments has them.</summary>
internal static class Decompositions
{
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int SyllableCount = 19 * VowelCount * TailCount;

    private static readonly PagedMap<byte> Classes = new();
    private static readonly PagedMap<ushort> Canonical = new();
    private static readonly PagedMap<ushort> Compatible = new();
    private static readonly int[][] Targets;
    private static readonly Dictionary<(int First, int Second), int> Pairs = [];

    static Decompositions()
    {
        Dictionary<int, int[]> canonical = [];
        Dictionary<int, int[]> compatible = [];
        HashSet<int> excluded = [];
        foreach ((string name, string[] entries) in CharacterFile.Lines("characters"))
        {
            foreach (string entry in entries)
            {
                switch (name)
                {
                    case "class":
                        AddClass(entry);
                        break;
                    case "canonical":
                        AddMappings(canonical, entry);
                        break;
                    case "compatibility":
                        AddMappings(compatible, entry);
                        break;
                    case "excluded":
                        (int first, int last, _, _) = CharacterFile.Parse(entry);
                        excluded.UnionWith(Enumerable.Range(first, last - first + 1));
                        break;
                }
            }
        }

        foreach ((int c, int[] to) in canonical)
        {
            if (to.Length == 2 && !excluded.Contains(c))
            {
                Pairs.Add((to[0], to[1]), c);
            }
        }

        List<int[]> targets = [[]];
        foreach (int c in canonical.Keys.Concat(compatible.Keys))
        {
            if (canonical.ContainsKey(c))
            {
                Canonical.Edit(c) = (ushort)targets.Count;
                targets.Add([.. Expand(c, canonical, [])]);
            }

            Compatible.Edit(c) = (ushort)targets.Count;
            targets.Add([.. Expand(c, canonical, compatible)]);
        }

        Targets = [.. targets];
    }

    /// <summary>The canonical combining class.</summary>
    public static byte ClassOf(int codePoint) => Classes[codePoint];

    /// <summary>The full decomposition, or nothing when the character is its own; Hangul syllables are not here.</summary>
    public static ReadOnlySpan<int> Of(int codePoint, bool compatibility) => Targets[(compatibility ? Compatible : Canonical)[codePoint]];

    public static bool IsHangulSyllable(int codePoint) => (uint)(codePoint - SyllableBase) < SyllableCount;

    /// <summary>Writes the two or three letters of a Hangul syllable.</summary>
    public static int OfHangul(int syllable, Span<int> letters)
    {
        int index = syllable - SyllableBase;
        letters[0] = LeadBase + (index / (VowelCount * TailCount));
        letters[1] = VowelBase + (index % (VowelCount * TailCount) / TailCount);
        letters[2] = TailBase + (index % TailCount);
        return index % TailCount > 0 ? 3 : 2;
    }

    /// <summary>The character that two others compose to, or -1.</summary>
    public static int Compose(int first, int second)
    {
        if ((uint)(first - LeadBase) < 19 && (uint)(second - VowelBase) < VowelCount)
        {
            return SyllableBase + ((((first - LeadBase) * VowelCount) + (second - VowelBase)) * TailCount);
        }

        if (IsHangulSyllable(first) && (first - SyllableBase) % TailCount == 0 && (uint)(second - TailBase - 1) < TailCount - 1)
        {
            return first + (second - TailBase);
        }

        return Pairs.TryGetValue((first, second), out int composed) ? composed : -1;
    }

    private static void AddClass(string entry)
    {
        (int first, int last, _, string target) = CharacterFile.Parse(entry);
        for (int c = first; c <= last; c++)
        {
            Classes.Edit(c) = (byte)CharacterFile.Number(target);
        }
    }

    private static void AddMappings(Dictionary<int, int[]> mappings, string entry)
    {
        (int first, int last, _, string target) = CharacterFile.Parse(entry);
        int[] to = [.. target.Split(',').Select(hex => CharacterFile.Number(hex))];
        for (int c = first; c <= last; c++)
        {
            mappings.Add(c, [to[0] + (c - first), .. to.AsSpan(1)]);
        }
    }

    private static IEnumerable<int> Expand(int c, Dictionary<int, int[]> canonical, Dictionary<int, int[]> compatible)
    {
        if (!canonical.TryGetValue(c, out int[]? to) && !compatible.TryGetValue(c, out to))
        {
            return [c];
        }

        return to.SelectMany(part => Expand(part, canonical, compatible));
    }
}
