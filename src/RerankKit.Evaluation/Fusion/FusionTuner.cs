namespace RerankKit.Evaluation;

/// <summary>Chooses the weights of a fusion on a labelled set, and says honestly what they are worth.</summary>
/// <remarks>
/// <para>
/// The queries are divided into folds at random. For each fold weights are chosen on the other folds and judged on it, beside equal
/// weights. Where the gain is not clearly larger than its spread, equal weights are the better choice: they need no upkeep.
/// </para>
/// <para>
/// All weights on a grid are tried; where they are too many, weight is moved between two runs at a time, starting from equal
/// weights, as long as that helps. Of weights that do equally well, the most even ones win. Everything is deterministic.
/// </para>
/// <code>
/// FusionTuning tuning = FusionTuner.Tune(qrels, [bm25, dense], "ndcg@10");
/// RankFusionOptions options = new() { Method = FusionMethod.ConvexCombination, Weights = tuning.Weights };
/// </code>
/// </remarks>
public static class FusionTuner
{
    // Gains below it are rounding, not gains.
    private const double SmallestGain = 1e-12;

    /// <summary>Tunes the weights of a fusion of runs.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="runs">Two runs or more.</param>
    /// <param name="metric">What to tune for; strings convert.</param>
    /// <param name="options">How to fuse, search and divide; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The weights, and what they are worth on queries they were not chosen on.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two runs, fewer judged queries than folds, weights are set already, or the method takes none.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static FusionTuning Tune(
        Qrels qrels,
        IReadOnlyList<Run> runs,
        RankingMetric metric,
        FusionTunerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(metric);
        options ??= new();
        Check(runs, options);
        var objective = new FusionObjective(qrels, runs, metric, options);
        if (objective.QueryIds.Length < options.Folds)
        {
            throw new ArgumentException(
                Invariant(
                    $"{objective.QueryIds.Length} judged queries cannot be divided into {options.Folds} folds. Judge more queries, or use fewer folds."),
                nameof(qrels));
        }

        var search = new Search(objective, metric, options, cancellationToken);
        int[][] parts = QueryFolds.Deal(objective.QueryIds.Length, options.Folds, options.Seed);
        double[] gains = new double[objective.QueryIds.Length];
        FusionFold[] folds = Array.ConvertAll(parts, part => Judge(objective, search, part, gains));
        return new(metric, [.. runs.Select(static run => run.Name)], folds)
        {
            Weights = objective.Weights(search.Best([.. Enumerable.Range(0, gains.Length)])),
            Significance = PairedTests.StudentT(gains),
        };
    }

    private static FusionFold Judge(FusionObjective objective, Search search, int[] test, double[] gains)
    {
        int[] train = [.. Enumerable.Range(0, objective.QueryIds.Length).Except(test)];
        int[]? best = search.Best(train);
        double[] tuned = objective.Values(best);
        double[] equal = objective.Values(null);
        foreach (int query in test)
        {
            gains[query] = tuned[query] - equal[query];
        }

        return new(
            objective.Weights(best),
            objective.Mean(best, train),
            objective.Mean(best, test),
            objective.Mean(null, test),
            Array.ConvertAll(test, query => objective.QueryIds[query]));
    }

    private static void Check(IReadOnlyList<Run> runs, FusionTunerOptions options)
    {
        if (runs.Count < 2)
        {
            throw new ArgumentException(Invariant($"There is nothing to weigh among {runs.Count} runs. Give two or more."), nameof(runs));
        }

        if (options.Fusion.Weights is not null)
        {
            throw new ArgumentException($"The weights to be tuned are set already. Leave {nameof(RankFusionOptions.Weights)} null.", nameof(options));
        }

        if (options.Fusion.Method is FusionMethod.CombMin or FusionMethod.CombMax or FusionMethod.CombMed or FusionMethod.CombAnz)
        {
            throw new ArgumentException($"{options.Fusion.Method} takes no weights. Tune {nameof(FusionMethod.ConvexCombination)} or {nameof(FusionMethod.Rrf)}.", nameof(options));
        }
    }

    private sealed class Search(FusionObjective objective, RankingMetric metric, FusionTunerOptions options, CancellationToken cancellationToken)
    {
        private readonly int[][]? _grid = WeightSimplex.Count(objective.RunCount, options.Steps) <= options.MaxGridSize
            ? [.. WeightSimplex.Grid(objective.RunCount, options.Steps)]
            : null;

        /// <summary>The best weights for some of the queries; null for equal ones.</summary>
        public int[]? Best(int[] queries)
        {
            int[]? best = null;
            double bestValue = Value(null, queries);
            if (_grid is not null)
            {
                Improve(_grid, queries, ref best, ref bestValue);
                return best;
            }

            // From the steps nearest to equal weights, which need not be equal themselves.
            int[] current = WeightSimplex.MostEven(objective.RunCount, options.Steps);
            double currentValue = Value(current, queries);
            while (true)
            {
                int[]? next = null;
                Improve(WeightSimplex.Neighbours(current), queries, ref next, ref currentValue);
                if (next is null)
                {
                    return currentValue > bestValue + SmallestGain ? current : best;
                }

                current = next;
            }
        }

        private void Improve(IEnumerable<int[]> candidates, int[] queries, ref int[]? best, ref double bestValue)
        {
            foreach (int[] weights in candidates)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double value = Value(weights, queries);
                if (value > bestValue + SmallestGain)
                {
                    (best, bestValue) = (weights, value);
                }
            }
        }

        private double Value(int[]? weights, int[] queries) => objective.Mean(weights, queries) * (metric.IsHigherBetter ? 1 : -1);
    }
}
