using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace RerankKit.Evaluation;

/// <summary>How many documents a collection has, and how many of them say what an earlier one says.</summary>
/// <param name="DocumentCount">All of them.</param>
/// <param name="DuplicateCount">Those whose words are all those of an earlier one, in the same order; case and punctuation do not count.</param>
/// <param name="NearDuplicateCount">Others that share at least 80 % of their five-word sequences (Jaccard) with an earlier one.</param>
public sealed record DuplicateDocuments(int DocumentCount, int DuplicateCount, int NearDuplicateCount)
{
    private const double Alike = 0.8;
    private const int Words = 5;

    // Of 80 % alike texts one in 10^8 has no band of two in common with its twin; of texts 20 % alike half have one, and are looked at in vain.
    private const int Bands = 16;
    private const int Rows = 2;

    /// <summary>Looks for documents that are there more than once.</summary>
    /// <param name="read">Reads the collection, id and text; it is read twice.</param>
    /// <returns>The counts. No two documents are missed that are alike to the word; of near ones very few.</returns>
    public static DuplicateDocuments Find(Func<IEnumerable<(string Id, string Text)>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var exact = new HashSet<UInt128>();
        var buckets = new Dictionary<(int Band, ulong Key), List<int>>();
        var candidates = new List<(int Earlier, int Later)>();
        int count = 0;
        int duplicates = 0;
        foreach ((_, string text) in read())
        {
            ulong[] words = WordsOf(text);
            if (!exact.Add(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(words.AsSpan()))))
            {
                duplicates++;
            }
            else if (Shingles(words) is { Length: > 0 } shingles)
            {
                Compare(count, shingles, buckets, candidates);
            }

            count++;
        }

        return new(count, duplicates, Confirm(read, candidates));
    }

    private static void Compare(int document, ulong[] shingles, Dictionary<(int Band, ulong Key), List<int>> buckets, List<(int Earlier, int Later)> candidates)
    {
        var seen = new HashSet<int>();
        for (int band = 0; band < Bands; band++)
        {
            ulong key = 0;
            for (int row = 0; row < Rows; row++)
            {
                ulong seed = SplitMix64.Mix((ulong)((band * Rows) + row + 1));
                ulong smallest = ulong.MaxValue;
                foreach (ulong shingle in shingles)
                {
                    smallest = Math.Min(smallest, SplitMix64.Mix(shingle ^ seed));
                }

                key = SplitMix64.Mix(key ^ smallest);
            }

            if (!buckets.TryGetValue((band, key), out List<int>? bucket))
            {
                buckets.Add((band, key), bucket = []);
            }

            candidates.AddRange(bucket.Where(seen.Add).Select(earlier => (earlier, document)));
            bucket.Add(document);
        }
    }

    // The texts again, of those alone that may be alike.
    private static int Confirm(Func<IEnumerable<(string Id, string Text)>> read, List<(int Earlier, int Later)> candidates)
    {
        var wanted = candidates.SelectMany(pair => (int[])[pair.Earlier, pair.Later]).ToHashSet();
        if (wanted.Count == 0)
        {
            return 0;
        }

        var shingles = read().Index().Where(document => wanted.Contains(document.Index)).ToDictionary(document => document.Index, document => Shingles(WordsOf(document.Item.Text)).ToHashSet());
        return candidates.Where(pair => Jaccard(shingles[pair.Earlier], shingles[pair.Later]) >= Alike).Select(pair => pair.Later).Distinct().Count();
    }

    private static double Jaccard(HashSet<ulong> a, HashSet<ulong> b)
    {
        int shared = a.Count(b.Contains);
        return (double)shared / (a.Count + b.Count - shared);
    }

    private static ulong[] WordsOf(string text)
    {
        var words = new List<ulong>();
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                words.Add(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text[start..end].ToLowerInvariant().AsSpan())));
            }

            start = end + 1;
        }

        return [.. words];
    }

    // A text shorter than five words is one sequence.
    private static ulong[] Shingles(ulong[] words)
    {
        if (words.Length == 0)
        {
            return [];
        }

        int length = Math.Min(Words, words.Length);
        var shingles = new HashSet<ulong>();
        for (int i = 0; i + length <= words.Length; i++)
        {
            shingles.Add(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(words.AsSpan(i, length))));
        }

        return [.. shingles];
    }
}
