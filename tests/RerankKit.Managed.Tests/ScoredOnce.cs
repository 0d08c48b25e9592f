namespace RerankKit.Managed.Tests;

/// <summary>One pair's score, for comparisons.</summary>
internal static class ScoredOnce
{
    public static double Score(this IReranker reranker) => reranker.RerankAsync("how do i rotate the key", ["keys are rotated on the security page"]).GetAwaiter().GetResult().Results[0].Score;
}
