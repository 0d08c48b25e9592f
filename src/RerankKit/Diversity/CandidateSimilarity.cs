namespace RerankKit;

/// <summary>How alike the candidates of a pool are, prepared once for all pairs.</summary>
internal abstract class CandidateSimilarity
{
    /// <summary>The similarity that the options ask for.</summary>
    /// <param name="pool">The candidates, in the order of <paramref name="results"/>.</param>
    /// <param name="results">Where their indices stand, for errors.</param>
    /// <param name="options">The options.</param>
    public static CandidateSimilarity Of(RerankCandidate[] pool, IReadOnlyList<RerankResult> results, DiversityOptions options) =>
        options.Similarity is not null ? new DelegateSimilarity(pool, results, options.Similarity)
        : options.Embedding is not null ? new EmbeddingSimilarity(pool, results, options.Embedding)
        : new WordSimilarity(pool);

    /// <summary>The similarity of two candidates by their positions in the pool; finite.</summary>
    public abstract double Between(int x, int y);

    private sealed class DelegateSimilarity(
        RerankCandidate[] pool, IReadOnlyList<RerankResult> results, Func<RerankCandidate, RerankCandidate, double> similarity) : CandidateSimilarity
    {
        public override double Between(int x, int y)
        {
            double value = similarity(pool[x], pool[y]);
            return double.IsFinite(value) ? value : throw new InvalidOperationException(
                Invariant($"The similarity of candidates {results[x].Index} and {results[y].Index} is {value}; allowed is a finite number, 1 for the same and less for others."));
        }
    }
}
