namespace RerankKit.Fusion.Tests;

/// <summary>The formulas once more, with dictionaries and without care for speed, after ranx's source and the papers.</summary>
internal static class NaiveFusion
{
    public static Dictionary<string, double> Fuse(IReadOnlyList<(string Key, double Score)[]> lists, RankFusionOptions options)
    {
        double[] weights = options.Weights is null ? [.. lists.Select(_ => 1.0)] : [.. options.Weights];
        if (options.Method == FusionMethod.ConvexCombination)
        {
            double sum = weights.Sum();
            weights = [.. weights.Select(weight => weight / sum)];
        }

        // A list of weight 0 is as if it were not there.
        List<(string Key, double Score)>[] kept =
        [
            .. lists.Where((_, i) => weights[i] > 0).Select(list => list.DistinctBy(item => item.Key).Take(options.Depth ?? int.MaxValue).ToList()),
        ];
        weights = [.. weights.Where(weight => weight > 0)];
        string[] union = [.. kept.SelectMany(list => list).Select(item => item.Key).Distinct()];
        if (options.Method == FusionMethod.Condorcet)
        {
            return Condorcet(kept, weights, union);
        }

        // values[list][key] is there only where the list says something about the key.
        Dictionary<string, double>[] values = [.. kept.Select(list => Values(list, union, options))];
        return union.ToDictionary(key => key, key => Combine(key, kept, values, weights, options));
    }

    private static Dictionary<string, double> Values(List<(string Key, double Score)> list, string[] union, RankFusionOptions options)
    {
        var values = new Dictionary<string, double>();
        int n = list.Count;
        int all = union.Length;
        for (int i = 0; i < n; i++)
        {
            int r = i + 1;
            values[list[i].Key] = options.Method switch
            {
                FusionMethod.Rrf => 1.0 / (options.K + r),
                FusionMethod.Isr or FusionMethod.LogNIsr => 1 / Math.Pow(r, 2),
                FusionMethod.Rbc => (1 - options.Phi) * Math.Pow(options.Phi, r - 1),
                FusionMethod.Borda => all - i,
                _ => Normalize(list, i, all, options.Normalization),
            };
        }

        bool readsScores = options.Method is not (FusionMethod.Rrf or FusionMethod.Isr or FusionMethod.LogNIsr or FusionMethod.Rbc or FusionMethod.Borda);
        foreach (string key in union.Where(key => !list.Exists(item => item.Key == key)))
        {
            if (options.Method == FusionMethod.Borda)
            {
                values[key] = (all - n + 1) / 2.0;
            }
            else if (readsScores && options.Normalization == ScoreNormalization.Borda)
            {
                values[key] = 0.5 - ((n - 1) / (2.0 * all));
            }
            else if (readsScores && options.MissingPolicy == MissingScorePolicy.Minimum && n > 0)
            {
                values[key] = list.Select((_, i) => Normalize(list, i, all, options.Normalization)).Min();
            }
        }

        return values;
    }

    private static double Normalize(List<(string Key, double Score)> list, int i, int all, ScoreNormalization normalization)
    {
        const double Epsilon = 1e-9;
        double s = list[i].Score;
        double min = list.Min(item => item.Score);
        double max = list.Max(item => item.Score);
        double mean = list.Average(item => item.Score);
        double deviation = Math.Sqrt(list.Average(item => Math.Pow(item.Score - mean, 2)));
        bool single = list.Count == 1;
        return normalization switch
        {
            ScoreNormalization.None => s,
            ScoreNormalization.MinMax => single ? 1 : (s - min) / Math.Max(max - min, Epsilon),
            ScoreNormalization.MinMaxInverted => single ? 1 : (max - s) / Math.Max(max - min, Epsilon),
            ScoreNormalization.Max => s / Math.Max(max, Epsilon),
            ScoreNormalization.Sum => single ? 1 : (s - min) / Math.Max(list.Sum(item => item.Score) - (list.Count * min), Epsilon),
            ScoreNormalization.ZScore => max == min ? 0 : (s - mean) / Math.Max(deviation, Epsilon),
            ScoreNormalization.Rank => 1 - (i / (double)list.Count),
            _ => 1 - (i / (double)all),
        };
    }

    private static double Combine(
        string key, List<(string Key, double Score)>[] lists, Dictionary<string, double>[] values, double[] weights, RankFusionOptions options)
    {
        double[] given = [.. values.Where(list => list.ContainsKey(key)).Select(list => list[key])];
        double sum = values.Select((list, i) => list.TryGetValue(key, out double value) ? weights[i] * value : 0).Sum();
        bool bordaNorm = options.Normalization == ScoreNormalization.Borda;
        int holders = lists.Count(list => list.Exists(item => item.Key == key));
        double holderWeight = lists.Select((list, i) => list.Exists(item => item.Key == key) ? weights[i] : 0).Sum();
        double share = options.MissingPolicy == MissingScorePolicy.Excluded && !bordaNorm ? weights.Sum() / holderWeight : 1;
        double[] sorted = [.. given.Order()];
        return options.Method switch
        {
            FusionMethod.CombSum or FusionMethod.ConvexCombination => sum * share,
            FusionMethod.CombMnz => sum * share * (bordaNorm ? lists.Length : holders),
            FusionMethod.CombMin => given.Min(),
            FusionMethod.CombMax => given.Max(),
            FusionMethod.CombMed => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2,
            FusionMethod.CombAnz => given.Average(),
            FusionMethod.Isr => sum * holders,
            FusionMethod.LogNIsr => sum * Math.Log(holders + options.Sigma),
            _ => sum,
        };
    }

    private static Dictionary<string, double> Condorcet(List<(string Key, double Score)>[] lists, double[] weights, string[] union)
    {
        int Rank(int list, string key)
        {
            int rank = lists[list].FindIndex(item => item.Key == key);
            return rank < 0 ? 1_000_000 : rank;
        }

        return union.ToDictionary(x => x, x => union.Sum(y =>
        {
            double votes = weights.Select((weight, i) => weight * Rank(i, y).CompareTo(Rank(i, x))).Sum();
            return Math.Abs(votes) < 1e-9 ? 0.0 : Math.Sign(votes);
        }));
    }
}
