namespace RerankKit;

/// <summary>What a health check asks: the sources of a pipeline, and whether something answers in their place.</summary>
internal sealed class CheckedPipeline
{
    private readonly List<CheckedSource> _sources = [];

    public CheckedPipeline(IReranker reranker) => Visit(reranker, isCovered: false);

    public IReadOnlyList<CheckedSource> Sources => _sources;

    /// <summary>Whether a fallback keeps calls away from its reranker at this moment.</summary>
    public bool HasOpenCircuit { get; private set; }

    private void Visit(IReranker reranker, bool isCovered)
    {
        IReadOnlyList<IReranker> inner = reranker.GetInnerRerankers();
        if (inner.Count == 0)
        {
            if (!_sources.Any(source => source.Source == reranker && source.IsCovered == isCovered))
            {
                _sources.Add(new(reranker, isCovered));
            }

            return;
        }

        var fallback = reranker as FallbackReranker;
        HasOpenCircuit |= fallback?.IsCircuitOpen == true;
        for (int i = 0; i < inner.Count; i++)
        {
            Visit(inner[i], isCovered || fallback is not null || (i > 0 && reranker is CascadeReranker { KeepsEarlierStagesOnFailure: true }));
        }
    }
}
