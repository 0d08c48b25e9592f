using System.Numerics;

namespace RerankKit.Evaluation;

/// <summary>Weights as whole numbers of steps that add up to the number of steps.</summary>
internal static class WeightSimplex
{
    /// <summary>How many there are: (steps + runs − 1) choose (runs − 1).</summary>
    public static BigInteger Count(int runs, int steps)
    {
        BigInteger count = BigInteger.One;
        for (int i = 1; i < runs; i++)
        {
            count = count * (steps + i) / i;
        }

        return count;
    }

    /// <summary>All of them, the most even ones first.</summary>
    public static IEnumerable<int[]> Grid(int runs, int steps) =>
        All(runs, steps).OrderBy(static weights => weights.Sum(static weight => (long)weight * weight));

    /// <summary>The one nearest to equal weights.</summary>
    public static int[] MostEven(int runs, int steps) =>
        [.. Enumerable.Range(0, runs).Select(run => (steps / runs) + (run < steps % runs ? 1 : 0))];

    /// <summary>Those that move some weight from one run to another: much of it first.</summary>
    public static IEnumerable<int[]> Neighbours(int[] weights)
    {
        for (int from = 0; from < weights.Length; from++)
        {
            for (int amount = weights[from]; amount > 0; amount /= 2)
            {
                for (int to = 0; to < weights.Length; to++)
                {
                    if (to != from)
                    {
                        int[] moved = [.. weights];
                        moved[from] -= amount;
                        moved[to] += amount;
                        yield return moved;
                    }
                }
            }
        }
    }

    private static IEnumerable<int[]> All(int runs, int steps)
    {
        if (runs == 1)
        {
            return [[steps]];
        }

        return Enumerable.Range(0, steps + 1).SelectMany(first => All(runs - 1, steps - first).Select(int[] (rest) => [first, .. rest]));
    }
}
