using RerankKit.Evaluation;

namespace RerankKit.Learning;

/// <summary>Learns on some queries, of which it sets parts apart to decide how many trees to keep.</summary>
internal sealed class FoldLearning(Qrels qrels, RankingLearnerOptions options)
{
    private const int ValidationShare = 5;

    /// <summary>
    /// Fits on four fifths of the lists and keeps as many trees as rank the other fifth best; as often as there are bags, each with another fifth and seed.
    /// Scores are the mean of the bags.
    /// </summary>
    /// <returns>The trees, none where there is nothing to learn from, and what each feature gained.</returns>
    public (TreeEnsemble Trees, double[] Gains) Fit(IReadOnlyList<LabelledList> lists)
    {
        double[] gains = new double[lists[0].Features[0].Length];
        int[] groups = [.. lists.Select(list => list.Group).Distinct().Order()];
        if (groups.Length < 2)
        {
            return (new([]), gains);
        }

        int[][] parts = QueryFolds.Deal(groups.Length, Math.Min(ValidationShare, groups.Length), options.Seed);
        var bags = new (TreeEnsemble Trees, double[] Gains)[options.Bags];
        Parallel.For(0, bags.Length, bag => bags[bag] = FitOne(lists, [.. parts[bag % parts.Length].Select(i => groups[i])], options.Seed + (ulong)bag));
        for (int feature = 0; feature < gains.Length; feature++)
        {
            gains[feature] = bags.Sum(bag => bag.Gains[feature]);
        }

        return (new([.. bags.SelectMany(bag => bag.Trees.Trees.Select(tree => tree with { Leaves = Array.ConvertAll(tree.Leaves, leaf => leaf / bags.Length) }))]), gains);
    }

    /// <summary>The documents of each list by its trees.</summary>
    public static Run Rank(IEnumerable<LabelledList> lists, TreeEnsemble trees, string name)
    {
        var run = new Run(name);
        foreach (LabelledList list in lists)
        {
            run.Add(list.QueryId, list.Ids.Select((id, i) => new ScoredDocument(id, trees.Score(list.Features[i]))));
        }

        return run;
    }

    private (TreeEnsemble Trees, double[] Gains) FitOne(IReadOnlyList<LabelledList> lists, HashSet<int> apart, ulong seed)
    {
        LabelledList[] train = [.. lists.Where(list => !apart.Contains(list.Group) && list.IsUseful)];
        if (train.Length == 0)
        {
            return (new([]), new double[lists[0].Features[0].Length]);
        }

        (TreeEnsemble trees, double[] gains, _) = LambdaMart.Fit(train, options.MaxTrees, seed);
        return (Best(trees, [.. lists.Where(list => apart.Contains(list.Group))]), gains);
    }

    private TreeEnsemble Best(TreeEnsemble trees, LabelledList[] lists)
    {
        double[][] scores = [.. lists.Select(list => new double[list.Ids.Length])];
        double bestValue = double.NegativeInfinity;
        int best = 0;
        for (int count = 1; count <= trees.Trees.Count; count++)
        {
            for (int i = 0; i < lists.Length; i++)
            {
                for (int j = 0; j < scores[i].Length; j++)
                {
                    scores[i][j] += trees.Trees[count - 1].Score(lists[i].Features[j]);
                }
            }

            double value = Value(lists, scores);
            if (value > bestValue + 1e-9)
            {
                (best, bestValue) = (count, value);
            }
        }

        return trees.Take(best);
    }

    private double Value(LabelledList[] lists, double[][] scores)
    {
        var run = new Run("validation");
        for (int i = 0; i < lists.Length; i++)
        {
            run.Add(lists[i].QueryId, lists[i].Ids.Select((id, j) => new ScoredDocument(id, scores[i][j])));
        }

        double value = Evaluator.Evaluate(qrels, run, [options.Metric], new() { Ties = TieRule.InputOrder })[options.Metric];
        return options.Metric.IsHigherBetter ? value : -value;
    }
}
