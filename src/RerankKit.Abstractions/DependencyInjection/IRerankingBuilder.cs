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
}
