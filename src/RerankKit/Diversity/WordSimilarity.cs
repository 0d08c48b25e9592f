using System.Text;

namespace RerankKit;

/// <summary>The cosine of two texts as sets of words: |A ∩ B| / √(|A| · |B|).</summary>
/// <remarks>
/// A word is a run of letters and digits, lower-cased; of Chinese and Japanese, which have no spaces, every character is one. Words are
/// compared by a 64-bit hash.
/// </remarks>
internal sealed class WordSimilarity(RerankCandidate[] pool) : CandidateSimilarity
{
    private const ulong HashOffset = 14695981039346656037;
    private const ulong HashPrime = 1099511628211;
    private readonly ulong[][] _words = Array.ConvertAll(pool, static candidate => Words(candidate.Text));

    public override double Between(int x, int y)
    {
        ulong[] left = _words[x];
        ulong[] right = _words[y];
        if (left.Length == 0 || right.Length == 0)
        {
            return 0;
        }

        int common = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            common += left[i] == right[j] ? 1 : 0;
            (i, j) = (left[i] <= right[j] ? i + 1 : i, right[j] <= left[i] ? j + 1 : j);
        }

        return common / Math.Sqrt((double)left.Length * right.Length);
    }

    /// <summary>The hashes of the distinct words, ascending.</summary>
    private static ulong[] Words(string text)
    {
        List<ulong> words = [];
        ulong hash = HashOffset;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isWord = Rune.IsLetterOrDigit(rune);
            if ((!isWord || StandsAlone(rune)) && hash != HashOffset)
            {
                words.Add(hash);
                hash = HashOffset;
            }

            if (isWord)
            {
                hash = (hash ^ (uint)Rune.ToLowerInvariant(rune).Value) * HashPrime;
                if (StandsAlone(rune))
                {
                    words.Add(hash);
                    hash = HashOffset;
                }
            }
        }

        if (hash != HashOffset)
        {
            words.Add(hash);
        }

        words.Sort();
        int distinct = 0;
        for (int i = 0; i < words.Count; i++)
        {
            if (i == 0 || words[i] != words[i - 1])
            {
                words[distinct++] = words[i];
            }
        }

        return [.. words[..distinct]];
    }

    // Kana, Han and their extensions; Hangul is written with spaces.
    private static bool StandsAlone(Rune rune) =>
        rune.Value is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
