namespace RerankKit;

/// <summary>A reranker that passes everything on to another one: the base class of decorators.</summary>
/// <remarks>
/// Bad arguments, an empty list and a token that is already cancelled are answered here, so that a decorator overrides
/// <see cref="RerankCoreAsync"/> and starts from a call worth making.
/// </remarks>
public class DelegatingReranker : IReranker
{
    /// <summary>Makes a decorator.</summary>
    /// <param name="innerReranker">The reranker that calls are passed on to. It is disposed together with this one.</param>
    protected DelegatingReranker(IReranker innerReranker)
    {
        ArgumentNullException.ThrowIfNull(innerReranker);
        InnerReranker = innerReranker;
    }

    /// <summary>The reranker that calls are passed on to.</summary>
    protected IReranker InnerReranker { get; }

    /// <inheritdoc/>
    public virtual Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        RerankArguments.Check(query, candidates);
        return RerankArguments.Shortcut(candidates, cancellationToken) ?? RerankCoreAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? InnerReranker.GetService(serviceType, serviceKey)
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(IReadOnlyList<IReranker>) ? new[] { InnerReranker }
            : InnerReranker.GetService(serviceType);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers a call whose query is not blank and whose candidates are not empty. Unless overridden, passes it on.</summary>
    /// <param name="query">What the user asked; not blank.</param>
    /// <param name="candidates">At least one candidate.</param>
    /// <param name="options">Options of this call, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The ranking.</returns>
    protected virtual Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken) =>
        InnerReranker.RerankAsync(query, candidates, options, cancellationToken);

    /// <summary>Disposes the inner reranker.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            InnerReranker.Dispose();
        }
    }
}
