using RerankKit.Embedded;
using RerankKit.Evaluation;

namespace RerankKit.EmbeddedModel;

/// <summary>nDCG@10 of a labelled collection, over the first hundred of BM25, for every combination of weights. A judged query without candidates counts as 0.</summary>
internal sealed class WeighedCollection
{
    private const int Candidates = 100;
    private const double Tolerance = 1e-4;
    private static readonly RankingMetric Ndcg = RankingMetrics.Ndcg(10);
    private readonly double[] _sums = new double[PartWeights.Grid.Count];
    private readonly double _queries;

    private WeighedCollection(string name, int queries) => (Name, _queries) = (name, queries);

    public string Name { get; }

    public double FirstStage { get; private init; }

    /// <summary>What a combination gains over the first stage.</summary>
    public double Gain(int point) => (_sums[point] / _queries) - FirstStage;

    public static WeighedCollection Measure(string folder)
    {
        var dataset = BeirDataset.Load(folder);
        Run run = RunFile.Read(Path.Combine(folder, "bm25.run"), "bm25");
        IReadOnlyDictionary<string, BeirDocument> documents = dataset.LoadCorpus();
        EvaluationResult first = Evaluate(dataset.Qrels, run);
        var collection = new WeighedCollection(dataset.Name, first.QueryIds.Count) { FirstStage = first[Ndcg] };
        using var reranker = new EmbeddedReranker();
        var shipped = new Run("shipped");
        foreach (string queryId in first.QueryIds.Where(run.Contains))
        {
            string query = dataset.GetQuery(queryId).Text;
            IReadOnlyDictionary<string, int> judged = dataset.Qrels[queryId];
            RerankCandidate[] candidates = [.. run[queryId].Take(Candidates).Select(found => new RerankCandidate(documents[found.Id].TitleAndText) { Id = found.Id, Score = found.Score })];
            var weighed = new WeighedQuery(candidates, [.. candidates.Select(candidate => judged.GetValueOrDefault(candidate.Id!))], judged.Values);
            collection.Add(reranker.Read(query, candidates, weighed.Measure), weighed.FirstStage);
            RerankResponse response = reranker.RerankAsync(query, candidates).GetAwaiter().GetResult();
            shipped.AddRanking(queryId, response.Results.Select(result => candidates[result.Index].Id!));
        }

        // Sums of parts are the reranker's own ranking, or the grid measures something else.
        double measured = Evaluate(dataset.Qrels, shipped)[Ndcg] - collection.FirstStage;
        double summed = collection.Gain(PartWeights.Grid.Index().First(point => point.Item == PartWeights.Shipped).Index);
        return Math.Abs(measured - summed) < Tolerance
            ? collection
            : throw new InvalidOperationException(FormattableString.Invariant($"{dataset.Name}: the reranker gains {measured:F4}, the sum of its parts {summed:F4}."));
    }

    private static EvaluationResult Evaluate(Qrels qrels, Run run) => Evaluator.Evaluate(qrels, run, [Ndcg], new() { IsComplete = true });

    /// <summary>Adds a query; one whose language the table does not know stays as the first stage ranks it.</summary>
    private void Add(double[]? values, double firstStage)
    {
        for (int point = 0; point < _sums.Length; point++)
        {
            _sums[point] += values is null ? firstStage : values[point];
        }
    }
}
