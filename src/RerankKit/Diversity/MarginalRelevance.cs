using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Greedy selection by maximal marginal relevance, with a cap per group.</summary>
internal static class MarginalRelevance
{
    /// <summary>The new order of the head of a ranking, as positions in the old one.</summary>
    /// <param name="results">The ranking, scored results first.</param>
    /// <param name="scored">How many of them are scored; at least one.</param>
    /// <param name="candidates">The candidates that the results speak of.</param>
    /// <param name="options">λ, depth, similarity and group cap.</param>
    /// <param name="count">How many places are of interest.</param>
    /// <param name="cancellationToken">Checked before every place.</param>
    /// <returns>As many positions as the depth has, or fewer when the places of interest end before.</returns>
    public static int[] Order(
        IReadOnlyList<RerankResult> results,
        int scored,
        IReadOnlyList<RerankCandidate> candidates,
        DiversityOptions options,
        int count,
        CancellationToken cancellationToken)
    {
        int depth = Math.Min(options.Depth, scored);
        var pool = new RerankCandidate[depth];
        double[] relevance = new double[scored];
        for (int i = 0; i < scored; i++)
        {
            relevance[i] = results[i].Score;
            if (i < depth)
            {
                pool[i] = candidates[results[i].Index];
            }
        }

        ScoreNormalizer.Normalize(relevance, ScoreNormalization.MinMax, "reranker");
        var groups = new GroupCap(pool, options);
        return Select(CandidateSimilarity.Of(pool, results, options), relevance.AsSpan(0, depth), options.Lambda, groups, count, cancellationToken);
    }

    private static int[] Select(
        CandidateSimilarity similarity,
        ReadOnlySpan<double> relevance,
        double lambda,
        GroupCap groups,
        int count,
        CancellationToken cancellationToken)
    {
        int[] order = new int[Math.Min(relevance.Length, count)];
        bool[] taken = new bool[relevance.Length];
        double[] closest = new double[relevance.Length];
        int place = 0;
        for (int last = -1; place < order.Length; place++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int best = -1;
            double bestValue = double.NegativeInfinity;
            for (int i = 0; i < relevance.Length; i++)
            {
                if (taken[i] || groups.IsFull(i))
                {
                    continue;
                }

                // With λ = 1 similarity decides nothing, so it need not be computed.
                if (last >= 0 && lambda < 1)
                {
                    double toLast = similarity.Between(i, last);
                    closest[i] = place == 1 ? toLast : Math.Max(closest[i], toLast);
                }

                double value = (lambda * relevance[i]) - ((1 - lambda) * closest[i]);
                if (value > bestValue)
                {
                    (best, bestValue) = (i, value);
                }
            }

            if (best < 0)
            {
                break;
            }

            order[place] = last = best;
            taken[best] = true;
            groups.Add(best);
        }

        // Only full groups are left: they follow by relevance.
        for (int i = 0; i < relevance.Length && place < order.Length; i++)
        {
            if (!taken[i])
            {
                order[place++] = i;
            }
        }

        return order;
    }

    private readonly struct GroupCap
    {
        private readonly string?[]? _groups;
        private readonly Dictionary<string, int>? _counts;
        private readonly int _max;

        public GroupCap(RerankCandidate[] pool, DiversityOptions options)
        {
            if (options.Group is { } group)
            {
                _groups = Array.ConvertAll(pool, candidate => group(candidate));
                _counts = new(StringComparer.Ordinal);
                _max = options.MaxPerGroup.GetValueOrDefault();
            }
        }

        public bool IsFull(int position) => _groups?[position] is { } group && _counts!.GetValueOrDefault(group) >= _max;

        public void Add(int position)
        {
            if (_groups?[position] is { } group)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts!, group, out _)++;
            }
        }
    }
}
