using System.Diagnostics;
using RerankKit;
using RerankKit.Evaluation;

namespace Quickstart;

/// <summary>Takes every judged query through the first stages, the fusion and the rerankers, and keeps what came out and how long it took.</summary>
internal sealed class Experiment(BeirDataset dataset, IReadOnlyList<IFirstStage> firstStages, IReadOnlyList<(string Name, IReranker Reranker)> rerankers, int depth)
{
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<double>> _milliseconds = new(StringComparer.Ordinal);

    public BeirDataset Dataset => dataset;

    /// <summary>What each step returned: the first stages, <c>fused</c>, the rerankers, in this order.</summary>
    public IReadOnlyList<Run> Runs => [.. _runs.Values];

    /// <summary>Milliseconds per query of each step, and of each stage inside the reranker.</summary>
    public IReadOnlyDictionary<string, List<double>> Milliseconds => _milliseconds;

    /// <summary>Everything about each query and reranker, to explain a ranking from.</summary>
    public List<Trace> Traces { get; } = [];

    public async Task RunAsync()
    {
        BeirQuery[] queries = [.. dataset.Queries.Where(query => dataset.Qrels.Contains(query.Id) && !string.IsNullOrWhiteSpace(query.Text))];
        if (queries.Length == 0)
        {
            throw new InvalidDataException($"The collection {dataset.Name} has no judged query with a text, so that nothing can be measured.");
        }

        foreach (BeirQuery query in queries)
        {
            var lists = new List<FusionList<RerankCandidate>>();
            foreach (IFirstStage stage in firstStages)
            {
                long start = Stopwatch.GetTimestamp();
                IReadOnlyList<RerankCandidate> found = await stage.RetrieveAsync(query, depth);
                Note(stage.Name, start);
                lists.Add(found.AsFusionList(stage.Name));
                Keep(stage.Name, query, found.Select(candidate => candidate.Id!));
            }

            long fusing = Stopwatch.GetTimestamp();
            FusedRanking<RerankCandidate> fused = RankFusion.Fuse(lists);
            RerankCandidate[] candidates = fused.ToCandidates(Math.Min(depth, Math.Max(1, fused.Count)));
            Note("fused", fusing);
            Keep("fused", query, candidates.Select(candidate => candidate.Id!));

            foreach ((string name, IReranker reranker) in rerankers)
            {
                long reranking = Stopwatch.GetTimestamp();
                RerankResponse response = await reranker.RerankAsync(query.Text, candidates);
                Note(name, reranking);
                Keep(name, query, response.Results.Select(result => candidates[result.Index].Id!));
                Traces.Add(new(name, query, fused, candidates, response));
            }
        }
    }

    private void Keep(string name, BeirQuery query, IEnumerable<string> ranking)
    {
        if (!_runs.TryGetValue(name, out Run? run))
        {
            _runs.Add(name, run = new(name));
        }

        run.AddRanking(query.Id, ranking);
    }

    private void Note(string name, long start)
    {
        if (!_milliseconds.TryGetValue(name, out List<double>? times))
        {
            _milliseconds.Add(name, times = []);
        }

        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>One query on its way.</summary>
    internal sealed record Trace(string Reranker, BeirQuery Query, FusedRanking<RerankCandidate> Fused, RerankCandidate[] Candidates, RerankResponse Response);
}
