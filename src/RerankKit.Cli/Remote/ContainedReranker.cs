using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Cli.Remote;

/// <summary>A reranker with the container that made it, which goes with it.</summary>
internal sealed class ContainedReranker(IReranker reranker, ServiceProvider container) : DelegatingReranker(reranker)
{
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            container.Dispose();
        }
    }
}
