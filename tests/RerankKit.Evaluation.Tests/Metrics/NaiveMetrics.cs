namespace RerankKit.Evaluation.Tests.Metrics;

/// <summary>The definitions as a textbook gives them, without regard to speed.</summary>
internal static class NaiveMetrics
{
    public static double Compute(string name, int? k, int level, string[] ranked, Dictionary<string, int> judged)
    {
        string[] top = [.. ranked.Take(k ?? int.MaxValue)];
        string[] relevant = [.. judged.Where(j => j.Value >= level).Select(j => j.Key)];
        bool IsRelevant(string id) => relevant.Contains(id);
        double Precision(int rank) => ranked.Take(rank).Count(IsRelevant) / (double)rank;

        switch (name)
        {
            case "ndcg":
            case "ndcg_exp":
                double Gain(int grade) => grade <= 0 ? 0 : name == "ndcg" ? grade : Math.Pow(2, grade) - 1;
                double Dcg(IEnumerable<int> grades) => grades.Select((grade, i) => Gain(grade) * Math.Log(2) / Math.Log(i + 2)).Sum();
                double ideal = Dcg(judged.Values.OrderDescending().Take(k ?? int.MaxValue));
                return ideal == 0 ? 0 : Dcg(top.Select(id => judged.GetValueOrDefault(id))) / ideal;
            case "rr":
                int first = Array.FindIndex(top, IsRelevant);
                return first < 0 ? 0 : 1.0 / (first + 1);
            case "map":
                return relevant.Length == 0 ? 0 : Enumerable.Range(1, top.Length).Where(rank => IsRelevant(ranked[rank - 1])).Sum(Precision) / relevant.Length;
            case "recall":
                return relevant.Length == 0 ? 0 : top.Count(IsRelevant) / (double)relevant.Length;
            case "p":
                return Precision(k!.Value);
            case "hit":
                return top.Any(IsRelevant) ? 1 : 0;
            case "rprec":
                return relevant.Length == 0 ? 0 : Precision(relevant.Length);
            case "rbp(0.8)":
                return 0.2 * Enumerable.Range(0, ranked.Length).Where(i => IsRelevant(ranked[i])).Sum(i => Math.Pow(0.8, i));
            case "bpref":
                string[] nonrelevant = [.. judged.Where(j => j.Value >= 0 && j.Value < level).Select(j => j.Key)];
                double Share(string id)
                {
                    int above = ranked.TakeWhile(other => other != id).Count(other => nonrelevant.Contains(other));
                    return above == 0 ? 1 : 1 - (Math.Min(above, relevant.Length) / (double)Math.Min(nonrelevant.Length, relevant.Length));
                }

                return relevant.Length == 0 ? 0 : ranked.Where(IsRelevant).Sum(Share) / relevant.Length;
            case "unjudged":
                return top.Count(id => judged.GetValueOrDefault(id, -1) < 0) / (double)k!.Value;
            case "num_ret":
                return ranked.Length;
            case "num_rel":
                return relevant.Length;
            case "num_rel_ret":
                return ranked.Count(IsRelevant);
            default:
                throw new ArgumentException(name);
        }
    }
}
