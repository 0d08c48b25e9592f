using Microsoft.Extensions.DependencyInjection;

namespace RerankKit;

/// <summary>A registration that still needs its source: call one of the <c>Add</c> methods on it.</summary>
public interface IRerankingBuilder
{
    /// <summary>Where the reranker is registered.</summary>
    IServiceCollection Services { get; }

    /// <summary>The key under which it is registered; null for the reranker that is injected without a key.</summary>
    string? Name { get; }

    /// <summary>How long the reranker lives.</summary>
    ServiceLifetime Lifetime { get; }

    /// <summary>Names the source: a reranker that a factory makes. What the <c>Add</c> methods of all packages come down to.</summary>
    /// <param name="factory">Makes the reranker; called once per lifetime. The container disposes it.</param>
    /// <returns>The pipeline, to decorate.</returns>
    RerankerBuilder AddReranker(Func<IServiceProvider, IReranker> factory);
}
