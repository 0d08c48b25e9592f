namespace RerankKit;

/// <summary>Looks into composed rerankers.</summary>
public static class RerankerStructureExtensions
{
    /// <summary>The rerankers directly inside: the one that a decorator decorates, a cascade's stages, a router's routes.</summary>
    /// <remarks>Rerankers answer for them in <see cref="IReranker.GetService"/>, asked for an <c>IReadOnlyList&lt;IReranker&gt;</c>. Alternatives of a fallback and challengers of a shadow are not among them.</remarks>
    /// <param name="reranker">The reranker to look into.</param>
    /// <returns>None for a source.</returns>
    public static IReadOnlyList<IReranker> GetInnerRerankers(this IReranker reranker)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        return reranker.GetService(typeof(IReadOnlyList<IReranker>)) as IReadOnlyList<IReranker> ?? [];
    }

    /// <summary>The rerankers that score, past everything around them: caches, fallbacks, gates and budgets take no part in a call of theirs.</summary>
    /// <remarks>Meant for health checks and measurements. They stay the pipeline's own: do not dispose them.</remarks>
    /// <param name="reranker">The reranker to look into.</param>
    /// <returns>Each source once; the reranker itself where it has none inside.</returns>
    public static IReadOnlyList<IReranker> GetSources(this IReranker reranker)
    {
        IReadOnlyList<IReranker> inner = reranker.GetInnerRerankers();
        return inner.Count == 0 ? [reranker] : [.. inner.SelectMany(GetSources).Distinct()];
    }
}
