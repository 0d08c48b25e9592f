using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RerankKit;

/// <summary>Finds out which keys are the same, with open addressing in borrowed buffers, so that nothing is allocated.</summary>
internal static class FusionKeyTable<TKey>
    where TKey : notnull
{
    /// <summary>Gives every key of every list a number, the same to equal keys, counting from 0.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="numbers">Receives the numbers, list after list.</param>
    /// <param name="comparer">Tells which keys are the same.</param>
    public static void Number(FusionList<TKey>[] lists, Span<int> numbers, IEqualityComparer<TKey> comparer)
    {
        int total = 0;
        foreach (FusionList<TKey> list in lists)
        {
            total += list.Count;
        }

        // Twice as many buckets as keys, so that a probe is short.
        int bucketCount = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(total, 4) * 2);
        int[] buckets = ArrayPool<int>.Shared.Rent(bucketCount);
        int[] hashes = ArrayPool<int>.Shared.Rent(Math.Max(total, 1));
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(Math.Max(total, 1));
        buckets.AsSpan(0, bucketCount).Clear();
        Number(lists, numbers, comparer, buckets.AsSpan(0, bucketCount), hashes, keys);
        ArrayPool<int>.Shared.Return(buckets);
        ArrayPool<int>.Shared.Return(hashes);
        ArrayPool<TKey>.Shared.Return(keys, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
    }

    private static void Number(
        FusionList<TKey>[] lists, Span<int> numbers, IEqualityComparer<TKey> comparer, Span<int> buckets, Span<int> hashes, TKey[] keys)
    {
        int shift = BitOperations.LeadingZeroCount((uint)buckets.Length) + 1;
        int mask = buckets.Length - 1;
        int count = 0;
        int slot = 0;
        foreach (FusionList<TKey> list in lists)
        {
            foreach (TKey key in list.KeyArray)
            {
                int hash = comparer.GetHashCode(key);

                // Fibonacci hashing spreads hash codes that follow each other, as those of numbers do.
                int bucket = (int)((uint)hash * 2654435769u >> shift);
                int number = buckets[bucket] - 1;
                while (number >= 0 && !(hashes[number] == hash && comparer.Equals(keys[number], key)))
                {
                    bucket = (bucket + 1) & mask;
                    number = buckets[bucket] - 1;
                }

                if (number < 0)
                {
                    number = count++;
                    buckets[bucket] = count;
                    hashes[number] = hash;
                    keys[number] = key;
                }

                numbers[slot++] = number;
            }
        }
    }
}
