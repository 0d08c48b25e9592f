using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Copeland's score for <see cref="FusionMethod.Condorcet"/>: pairs won minus pairs lost by weighted majority.</summary>
internal static class CopelandScores
{
    // Weights such as 0.1 + 0.2 - 0.3 do not cancel exactly; a margin below this share of all weights is a tie.
    private const double Tolerance = 1e-9;

    /// <summary>Compares every pair of items: time grows with the square of their number.</summary>
    /// <param name="ranks">[item, list], from 1; 0 where a list does not hold the item, which is worse than any rank.</param>
    /// <param name="weights">One per list; 0 for a list that has no vote.</param>
    /// <param name="scores">Receives the score of every item.</param>
    public static void Compute(ReadOnlySpan<int> ranks, ReadOnlySpan<double> weights, Span<double> scores)
    {
        scores.Clear();
        int count = scores.Length;
        int lists = weights.Length;

        // [list, item], so that a vector holds the ranks of neighbouring items in one list.
        double[] rankBuffer = ArrayPool<double>.Shared.Rent(checked(count * lists));
        double[] marginBuffer = ArrayPool<double>.Shared.Rent(count);
        double totalWeight = 0;
        for (int list = 0; list < lists; list++)
        {
            totalWeight += weights[list];
            for (int item = 0; item < count; item++)
            {
                int rank = ranks[(item * lists) + list];
                rankBuffer[(list * count) + item] = rank == 0 ? double.PositiveInfinity : rank;
            }
        }

        for (int item = 0; item < count - 1; item++)
        {
            Span<double> margins = marginBuffer.AsSpan(0, count - item - 1);
            margins.Clear();
            for (int list = 0; list < lists; list++)
            {
                if (weights[list] > 0)
                {
                    ReadOnlySpan<double> inList = rankBuffer.AsSpan(list * count, count);
                    AddVotes(inList[item], inList[(item + 1)..], weights[list], margins);
                }
            }

            scores[item] += Settle(margins, totalWeight * Tolerance, scores[(item + 1)..]);
        }

        ArrayPool<double>.Shared.Return(rankBuffer);
        ArrayPool<double>.Shared.Return(marginBuffer);
    }

    private static void AddVotes(double rank, ReadOnlySpan<double> others, double weight, Span<double> margins)
    {
        ReadOnlySpan<Vector<double>> otherVectors = MemoryMarshal.Cast<double, Vector<double>>(others);
        Span<Vector<double>> marginVectors = MemoryMarshal.Cast<double, Vector<double>>(margins);
        var own = new Vector<double>(rank);
        var vote = new Vector<double>(weight);
        for (int i = 0; i < marginVectors.Length; i++)
        {
            Vector<double> other = otherVectors[i];
            marginVectors[i] += Votes(Vector.GreaterThan(other, own), vote) - Votes(Vector.LessThan(other, own), vote);
        }

        for (int i = marginVectors.Length * Vector<double>.Count; i < margins.Length; i++)
        {
            margins[i] += others[i] > rank ? weight : others[i] < rank ? -weight : 0;
        }
    }

    private static Vector<double> Votes(Vector<long> mask, Vector<double> vote) =>
        Vector.ConditionalSelect(mask, vote, Vector<double>.Zero);

    // Every pair that one item wins, another one loses.
    private static double Settle(ReadOnlySpan<double> margins, double tie, Span<double> others)
    {
        ReadOnlySpan<Vector<double>> marginVectors = MemoryMarshal.Cast<double, Vector<double>>(margins);
        Span<Vector<double>> otherVectors = MemoryMarshal.Cast<double, Vector<double>>(others);
        var upper = new Vector<double>(tie);
        var lower = new Vector<double>(-tie);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < marginVectors.Length; i++)
        {
            Vector<double> result = Votes(Vector.GreaterThan(marginVectors[i], upper), Vector<double>.One)
                - Votes(Vector.LessThan(marginVectors[i], lower), Vector<double>.One);
            sums += result;
            otherVectors[i] -= result;
        }

        double sum = Vector.Sum(sums);
        for (int i = marginVectors.Length * Vector<double>.Count; i < margins.Length; i++)
        {
            int result = margins[i] > tie ? 1 : margins[i] < -tie ? -1 : 0;
            sum += result;
            others[i] -= result;
        }

        return sum;
    }
}
