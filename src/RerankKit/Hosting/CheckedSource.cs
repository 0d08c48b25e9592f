namespace RerankKit;

/// <summary>A source that a health check asks.</summary>
/// <param name="Source">What scores.</param>
/// <param name="IsCovered">Whether calls are answered when it fails.</param>
internal sealed record CheckedSource(IReranker Source, bool IsCovered)
{
    /// <summary>The source, held to the promises of rerankers as in its pipeline. Never disposed: the source belongs to the pipeline.</summary>
    public IReranker Reranker { get; } = new ResponseGuardReranker(Source);

    public string Name => Source.GetService<RerankerMetadata>() is { } metadata ? metadata.DefaultModelId ?? metadata.ProviderName : Source.GetType().Name;
}
