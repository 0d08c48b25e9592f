using RerankKit;
using RerankKit.Evaluation;

namespace Quickstart;

/// <summary>A first stage that ran elsewhere: its TREC run file.</summary>
internal sealed class RunFirstStage(string name, Run run, IReadOnlyDictionary<string, RerankCandidate> corpus) : IFirstStage
{
    public string Name => name;

    public Task<IReadOnlyList<RerankCandidate>> RetrieveAsync(BeirQuery query, int depth)
    {
        // Documents that the run names and the collection lacks cannot be read, so they cannot be reranked either.
        IReadOnlyList<RerankCandidate> found = run.Contains(query.Id)
            ? [.. run.GetRanking(query.Id).Where(d => corpus.ContainsKey(d.Id)).Take(depth).Select(d => corpus[d.Id] with { Score = d.Score })]
            : [];
        return Task.FromResult(found);
    }
}
