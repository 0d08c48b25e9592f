using RerankKit.Evaluation.Tests.Metrics;

namespace RerankKit.Evaluation.Tests.Sweeping;

/// <summary>The first judged queries of a real collection; its documents are their ids.</summary>
internal sealed class Collection
{
    private readonly Dictionary<string, Dictionary<string, int>> _grades;
    private readonly Dictionary<string, string> _idOfText;

    private Collection(IReadOnlyList<Run> runs, Dictionary<string, Dictionary<string, int>> grades, IReadOnlyDictionary<string, string> texts)
    {
        Runs = runs;
        _grades = grades;
        _idOfText = runs[0].QueryIds.ToDictionary(id => texts[id], id => id);
        var qrels = new Qrels();
        foreach ((string query, Dictionary<string, int> judged) in grades)
        {
            foreach ((string document, int grade) in judged)
            {
                qrels.Add(query, document, grade);
            }
        }

        Input = new() { Qrels = qrels, FirstStages = runs, QueryText = id => texts[id], DocumentText = document => document };
    }

    public IReadOnlyList<Run> Runs { get; }

    public SweepInput Input { get; }

    public static Collection Load(string name, string run, int queries, params string[] others)
    {
        var dataset = BeirDataset.Load(TestData.Path("ir", name));
        Run all = RunFile.Read(TestData.Path("ir", name, run), run);
        string[] ids = [.. all.QueryIds.Where(id => dataset.Qrels.Contains(id) && dataset.Qrels[id].Values.Any(grade => grade > 0)).Take(queries)];
        Run[] runs = [.. others.Select(other => RunFile.Read(TestData.Path("ir", name, other), other)).Prepend(all).Select(read =>
        {
            var some = new Run(read.Name);
            foreach (string id in ids)
            {
                some.Add(id, read[id]);
            }

            return some;
        })];
        return new(runs, ids.ToDictionary(id => id, id => dataset.Qrels[id].ToDictionary()), ids.ToDictionary(id => id, id => $"{id} {dataset.GetQuery(id).Text}"));
    }

    /// <summary>Documents as the run has them: by score, equal ones as they stand in the file.</summary>
    public ScoredDocument[] List(string query) => [.. Runs[0][query].OrderByDescending(document => document.Score)];

    /// <summary>Documents as trec_eval has them: equal scores by id, the last first.</summary>
    public string[] Evaluated(string query) => [.. Runs[0][query].OrderByDescending(document => document.Score).ThenByDescending(document => document.Id, StringComparer.Ordinal).Select(document => document.Id)];

    public Dictionary<string, int> Grades(string query) => _grades[query];

    public int Grade(string text, string document) => _grades[_idOfText[text]].GetValueOrDefault(document);

    public bool IsRelevant(string query, string document) => _grades[query].GetValueOrDefault(document) > 0;

    public double Ndcg(string query, string[] ranked) => Metric(("ndcg", 10), query, ranked);

    public double Metric((string Name, int K) metric, string query, string[] ranked) => NaiveMetrics.Compute(metric.Name, metric.K, 1, ranked, _grades[query]);

    /// <summary>Two runs by a weighted sum of scores from 0 to 1; a document that one of them lacks has 0 there.</summary>
    public string[] Fused(string query, double weight)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        double[] weights = [weight, 1 - weight];
        for (int run = 0; run < 2; run++)
        {
            ScoredDocument[] list = [.. Runs[run][query]];
            double[] scores = NaiveStatistics.MinMax([.. list.Select(document => document.Score)]);
            for (int i = 0; i < list.Length && weights[run] > 0; i++)
            {
                sums[list[i].Id] = sums.GetValueOrDefault(list[i].Id) + (weights[run] * scores[i]);
            }
        }

        return [.. sums.OrderByDescending(item => item.Value).ThenByDescending(item => item.Key, StringComparer.Ordinal).Select(item => item.Key)];
    }
}
