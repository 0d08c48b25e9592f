using System.Diagnostics;
using RerankKit;

namespace SearchWeb.Retrieval;

/// <summary>The first stage: BM25 and vectors, fused by reciprocal rank.</summary>
internal sealed class HybridRetriever(Collection collection, TextIndex texts, VectorIndex vectors)
{
    /// <summary>How many passages each of the two finds, and how many of the fused list are candidates.</summary>
    public const int Depth = 100;

    public async Task<FirstStage> RetrieveAsync(string query, CancellationToken cancellationToken)
    {
        var steps = new List<RetrievalStep>();
        var lists = new List<FusionList<int>>();
        long start = Stopwatch.GetTimestamp();
        Add("bm25", texts.Search(query, Depth));
        if (vectors.Embedded > 0)
        {
            start = Stopwatch.GetTimestamp();
            Add("vectors", await vectors.SearchAsync(query, Depth, cancellationToken));
        }

        start = Stopwatch.GetTimestamp();
        FusedRanking<int> fused = RankFusion.Fuse(lists);
        RerankCandidate[] candidates = fused.ToCandidates(passage => collection.Candidates[passage], Depth);
        steps.Add(new("fusion", candidates.Length, Stopwatch.GetElapsedTime(start)));
        return new(steps, fused, candidates);

        void Add(string name, IReadOnlyList<(int Passage, double Score)> found)
        {
            lists.Add(new(name, found));
            steps.Add(new(name, found.Count, Stopwatch.GetElapsedTime(start)));
        }
    }
}
