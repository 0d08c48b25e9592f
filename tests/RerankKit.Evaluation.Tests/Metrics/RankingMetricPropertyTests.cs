using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Evaluation.Tests.Metrics;

/// <summary>Every metric against its naive definition on random judgements and scores, ties included.</summary>
[TestFixture]
public sealed class RankingMetricPropertyTests
{
    private static readonly (string Name, int? K)[] Metrics =
    [
        ("ndcg", null), ("ndcg", 1), ("ndcg", 4), ("ndcg", 50), ("ndcg_exp", null), ("ndcg_exp", 5), ("rr", null), ("rr", 3), ("map", null), ("map", 4),
        ("recall", null), ("recall", 3), ("p", 1), ("p", 5), ("p", 30), ("hit", 1), ("hit", 4), ("rprec", null), ("rbp(0.8)", null), ("bpref", null),
        ("unjudged", 5), ("unjudged", 30), ("num_ret", null), ("num_rel", null), ("num_rel_ret", null),
    ];

    private static readonly string[] Bounded = ["ndcg", "ndcg@3", "ndcg_exp@3", "rr", "map", "recall@2", "p@3", "hit@1", "rprec", "rbp(0.8)"];

    [Test]
    public void EveryMetricAgreesWithItsDefinition() =>
        Prop.ForAll(Cases(12).ToArbitrary(), test =>
        {
            string[] ranked = [.. test.Documents.OrderByDescending(d => d.Score).ThenByDescending(d => d.Id, StringComparer.Ordinal).Select(d => d.Id)];
            foreach ((string name, int? k) in Metrics)
            {
                RankingMetric metric = k is null ? name : $"{name}@{k}";
                double expected = NaiveMetrics.Compute(name, k, test.Level, ranked, test.Judged);
                double actual = Evaluate(test, metric, TieRule.TrecEval);
                double direct = metric.Compute(new JudgedRanking(ranked, test.Judged, test.Level));
                if (Math.Abs(expected - actual) > 1e-12 || actual != direct)
                {
                    throw new InvalidOperationException($"{metric}: expected {expected}, was {actual} and {direct}. {test}");
                }
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheBoundsAreTheExtremesOverAllOrdersOfTheTies() =>
        Prop.ForAll(Cases(6).ToArbitrary(), test =>
        {
            string[][] orders = [.. Orders(test.Documents)];
            foreach (RankingMetric metric in Bounded)
            {
                double[] values = [.. orders.Select(order => metric.Compute(new JudgedRanking(order, test.Judged, test.Level)))];
                double low = Evaluate(test, metric, TieRule.Pessimistic);
                double high = Evaluate(test, metric, TieRule.Optimistic);
                if (Math.Abs(low - values.Min()) > 1e-12 || Math.Abs(high - values.Max()) > 1e-12)
                {
                    throw new InvalidOperationException($"{metric}: {values.Min()} to {values.Max()}, but was {low} to {high}. {test}");
                }
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheOracleIsTheBestOfAllOrders() =>
        Prop.ForAll(Cases(6).ToArbitrary(), test =>
        {
            string[][] orders = [.. Orders([.. test.Documents.Select(d => d with { Score = 0 })])];
            foreach (RankingMetric metric in Bounded)
            {
                double best = orders.Max(order => metric.Compute(new JudgedRanking(order, test.Judged, test.Level)));
                double oracle = Evaluator.EvaluateOracle(test.Qrels(), test.Run(), [metric], new() { RelevanceLevel = test.Level })[metric];
                if (Math.Abs(best - oracle) > 1e-12)
                {
                    throw new InvalidOperationException($"{metric}: best {best}, oracle {oracle}. {test}");
                }
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void AMeanIsFromZeroToOneAndOneForTheIdealRanking() =>
        Prop.ForAll(Cases(12).ToArbitrary(), test =>
        {
            string[] ideal = [.. test.Judged.OrderByDescending(j => j.Value).Select(j => j.Key)];
            bool hasRelevant = test.Judged.Values.Any(grade => grade >= test.Level);
            foreach (RankingMetric metric in Bounded)
            {
                double value = Evaluate(test, metric, TieRule.TrecEval);
                bool isInRange = value is >= 0 and <= 1 + 1e-12;
                bool isPerfect = metric.Name is not ("ndcg" or "ndcg@3" or "map" or "rprec")
                    || !hasRelevant
                    || Math.Abs(metric.Compute(new JudgedRanking(ideal, test.Judged, test.Level)) - 1) < 1e-12;
                if (!isInRange || !isPerfect)
                {
                    throw new InvalidOperationException($"{metric}: {value}. {test}");
                }
            }
        }).QuickCheckThrowOnFailure();

    private static double Evaluate(Case test, RankingMetric metric, TieRule ties) =>
        Evaluator.Evaluate(test.Qrels(), test.Run(), [metric], new() { Ties = ties, RelevanceLevel = test.Level })[metric];

    private static Gen<Case> Cases(int size)
    {
        string[] ids = [.. Enumerable.Range(0, size).Select(i => i % 3 == 0 ? $"é{i}" : $"d{i}")];
        Gen<(string Id, int Grade, int Score, bool IsJudged, bool IsRetrieved)[]> rows = Gen.ArrayOf(
                from grade in Gen.Choose(-2, 4)
                from score in Gen.Choose(-2, 3)
                from judged in Gen.Choose(0, 2)
                from retrieved in Gen.Choose(0, 3)
                select (grade, score, judged > 0, retrieved > 0),
                size)
            .Select(all => all.Select((row, i) => (ids[i], row.grade, row.score, row.Item3, row.Item4)).ToArray());
        return from all in rows
               from order in Gen.Shuffle(all)
               from level in Gen.Choose(1, 3)
               select new Case(
                   order.Where(row => row.IsJudged).Append((Id: "other", Grade: level, 0, true, false)).ToDictionary(row => row.Id, row => row.Grade, StringComparer.Ordinal),
                   [.. order.Where(row => row.IsRetrieved).Select(row => new ScoredDocument(row.Id, row.Score))],
                   level);
    }

    private static IEnumerable<string[]> Orders(ScoredDocument[] documents)
    {
        if (documents.Length == 0)
        {
            return [[]];
        }

        double best = documents.Max(d => d.Score);
        return documents.Where(d => d.Score == best).SelectMany(d => Orders([.. documents.Where(other => other != d)]).Select(rest => (string[])[d.Id, .. rest]));
    }

    private sealed record Case(Dictionary<string, int> Judged, ScoredDocument[] Documents, int Level)
    {
        public Qrels Qrels()
        {
            var qrels = new Qrels();
            foreach ((string id, int grade) in Judged)
            {
                qrels.Add("q", id, grade);
            }

            return qrels;
        }

        public Run Run()
        {
            var run = new Run("r");
            run.Add("q", Documents);
            return run;
        }

        public override string ToString() =>
            $"level {Level}; judged {string.Join(' ', Judged)}; run {string.Join(' ', Documents.Select(d => $"{d.Id}:{d.Score}"))}";
    }
}
