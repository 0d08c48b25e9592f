using RerankKit;
using RerankKit.Evaluation;

namespace Quickstart;

/// <summary>A first stage that ran elsewhere: its TREC run file.</summary>
internal sealed class RunFirstStage : IFirstStage
{
    private readonly Run _run;
    private readonly IReadOnlyDictionary<string, RerankCandidate> _corpus;

    public RunFirstStage(Run run, BeirDataset dataset, IReadOnlyDictionary<string, RerankCandidate> corpus)
    {
        _run = run;
        _corpus = corpus;
        if (!run.QueryIds.Where(dataset.Qrels.Contains).Any(queryId => run[queryId].Any(document => corpus.ContainsKey(document.Id))))
        {
            throw new InvalidDataException($"The run {run.Name} holds no document of the collection {dataset.Name} for a judged query. Give the run and the collection that belong together.");
        }
    }

    public string Name => _run.Name;

    public Task<IReadOnlyList<RerankCandidate>> RetrieveAsync(BeirQuery query, int depth)
    {
        // Documents that the run names and the collection lacks cannot be read, so they cannot be reranked either.
        IReadOnlyList<RerankCandidate> found = _run.Contains(query.Id)
            ? [.. _run.GetRanking(query.Id).Where(d => _corpus.ContainsKey(d.Id)).Take(depth).Select(d => _corpus[d.Id] with { Score = d.Score })]
            : [];
        return Task.FromResult(found);
    }
}
