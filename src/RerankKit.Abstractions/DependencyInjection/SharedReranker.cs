namespace RerankKit;

/// <summary>Passes calls on to a reranker that outlives this one: disposing this one leaves it open.</summary>
internal sealed class SharedReranker(IReranker innerReranker) : DelegatingReranker(innerReranker)
{
    protected override void Dispose(bool disposing) => base.Dispose(disposing: false);
}
