using Quickstart;
using RerankKit.Evaluation;

namespace RerankKit.Journeys;

/// <summary>The quickstart's labelled collection behind a first stage of letter trigrams: what a pipeline makes of it, and what its answers owe in any case.</summary>
internal sealed class ProductQuestions
{
    private readonly BeirDataset _dataset = BeirDataset.Load(Path.Combine(RepositoryRoot.Path, "samples", "Quickstart", "Collection"));
    private readonly TrigramFirstStage _firstStage;

    public ProductQuestions() => _firstStage = new([.. _dataset.ReadCorpus().Select(document => new RerankCandidate(document.TitleAndText) { Id = document.Id })]);

    public IReadOnlyList<BeirQuery> Queries => _dataset.Queries;

    public async Task<RerankCandidate[]> RetrieveAsync(BeirQuery query, int depth = 30) => [.. await _firstStage.RetrieveAsync(query, depth)];

    /// <summary>Every candidate comes back once, in the order of its score where two have one of the same kind, and whoever has none says why.</summary>
    public static void NothingIsLost(RerankResponse response, RerankCandidate[] candidates)
    {
        Assert.That(response.Results.Select(result => result.Index).Order(), Is.EqualTo(Enumerable.Range(0, candidates.Length)));
        double[] scores = [.. response.Results.Where(result => result.Placement == RerankPlacement.Scored).Select(result => (double)result.Score)];
        Assert.That(scores, Is.Ordered.Descending);
    }

    /// <summary>What each stage did, and why.</summary>
    public static string Reasons(RerankResponse response) => string.Join("; ", response.Stages.Select(stage => $"{stage.Name} {stage.Decision} {stage.Duration}: {stage.Reason}"));

    /// <summary>nDCG@10 of the first stage, and of what a reranker makes of it.</summary>
    public async Task<(double FirstStage, double Reranked)> MeasureAsync(IReranker reranker, Action<RerankResponse>? look = null)
    {
        Run before = new("before"), after = new("after");
        foreach (BeirQuery query in Queries)
        {
            RerankCandidate[] candidates = await RetrieveAsync(query);
            RerankResponse response = await reranker.RerankAsync(query.Text, candidates);
            NothingIsLost(response, candidates);
            look?.Invoke(response);
            before.AddRanking(query.Id, candidates.Select(candidate => candidate.Id!));
            after.AddRanking(query.Id, response.Results.Select(result => candidates[result.Index].Id!));
        }

        RankingMetric[] metrics = [.. RankingMetric.ParseList("ndcg@10")];
        return (Evaluator.Evaluate(_dataset.Qrels, before, metrics)["ndcg@10"], Evaluator.Evaluate(_dataset.Qrels, after, metrics)["ndcg@10"]);
    }
}
