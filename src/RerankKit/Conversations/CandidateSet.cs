using System.Buffers;
using System.Numerics;

namespace RerankKit;

/// <summary>Candidates by the digests of their ids and texts.</summary>
internal static class CandidateSet
{
    private const int Empty = -1;
    private const int Taken = -2;

    /// <summary>Digests each candidate.</summary>
    public static void Digest(IReadOnlyList<RerankCandidate> candidates, Span<Hash128> digests)
    {
        ReadOnlySpan<RerankCandidate> span = ListSpan.Of(candidates);
        for (int i = 0; i < span.Length; i++)
        {
            ref readonly RerankCandidate candidate = ref span[i];
            if (candidate.Text is null)
            {
                Throw.CandidateWithoutText(i);
            }

            digests[i] = Hash128.Of(candidate.Text).Then(candidate.Id);
        }
    }

    /// <summary>Finds each of some candidates among others, whatever their order; of equal ones the first goes with the first.</summary>
    /// <param name="before">The ones to find.</param>
    /// <param name="now">Where to find them.</param>
    /// <param name="positions">Takes for each of <paramref name="before"/> its index in <paramref name="now"/>.</param>
    /// <returns>False where the two are not the same set.</returns>
    public static bool TryMatch(ReadOnlySpan<Hash128> before, ReadOnlySpan<Hash128> now, Span<int> positions)
    {
        if (before.Length != now.Length)
        {
            return false;
        }

        int same = 0;
        while (same < now.Length && before[same] == now[same])
        {
            positions[same] = same;
            same++;
        }

        return same == now.Length || TryMatchRest(before, now, positions, same);
    }

    // A table of the positions before, at the low bits of their digests.
    private static bool TryMatchRest(ReadOnlySpan<Hash128> before, ReadOnlySpan<Hash128> now, Span<int> positions, int start)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * (now.Length - start)));
        int[] buffer = ArrayPool<int>.Shared.Rent(size);
        Span<int> table = buffer.AsSpan(0, size);
        table.Fill(Empty);
        for (int i = start; i < before.Length; i++)
        {
            int slot = (int)before[i].Low & (size - 1);
            while (table[slot] != Empty)
            {
                slot = (slot + 1) & (size - 1);
            }

            table[slot] = i;
        }

        int found = start;
        for (; found < now.Length; found++)
        {
            int slot = (int)now[found].Low & (size - 1);
            while (table[slot] != Empty && (table[slot] == Taken || before[table[slot]] != now[found]))
            {
                slot = (slot + 1) & (size - 1);
            }

            if (table[slot] == Empty)
            {
                break;
            }

            positions[table[slot]] = found;
            table[slot] = Taken;
        }

        ArrayPool<int>.Shared.Return(buffer);
        return found == now.Length;
    }
}
