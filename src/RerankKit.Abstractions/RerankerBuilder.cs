namespace RerankKit;

/// <summary>Composes a pipeline: decorators around one reranker. The first <c>Use</c> is the outermost.</summary>
public sealed class RerankerBuilder
{
    private readonly Func<IServiceProvider, IReranker> _innerFactory;
    private readonly List<Func<IReranker, IServiceProvider, IReranker>> _decorators = [];

    /// <summary>Starts a pipeline around a reranker.</summary>
    /// <param name="innerReranker">The reranker at the heart of the pipeline.</param>
    public RerankerBuilder(IReranker innerReranker)
    {
        ArgumentNullException.ThrowIfNull(innerReranker);
        _innerFactory = _ => innerReranker;
    }

    /// <summary>Starts a pipeline around a reranker that is made when the pipeline is built.</summary>
    /// <param name="innerRerankerFactory">Makes the reranker at the heart of the pipeline.</param>
    public RerankerBuilder(Func<IServiceProvider, IReranker> innerRerankerFactory)
    {
        ArgumentNullException.ThrowIfNull(innerRerankerFactory);
        _innerFactory = innerRerankerFactory;
    }

    /// <summary>Whether several pipelines are built, as for scopes. Rerankers given to a decorator are then shared by them, and none disposes them.</summary>
    internal bool BuildsSeveral { get; init; }

    /// <summary>Adds a decorator inside those added before.</summary>
    /// <param name="decorator">Wraps the reranker it is given.</param>
    /// <returns>This builder.</returns>
    public RerankerBuilder Use(Func<IReranker, IReranker> decorator)
    {
        ArgumentNullException.ThrowIfNull(decorator);
        return Use((inner, _) => decorator(inner));
    }

    /// <summary>Adds a decorator that needs services, inside those added before.</summary>
    /// <param name="decorator">Wraps the reranker it is given.</param>
    /// <returns>This builder.</returns>
    public RerankerBuilder Use(Func<IReranker, IServiceProvider, IReranker> decorator)
    {
        ArgumentNullException.ThrowIfNull(decorator);
        _decorators.Add(decorator);
        return this;
    }

    /// <summary>Builds the pipeline. The reranker at its heart is wrapped in a <see cref="ResponseGuardReranker"/>.</summary>
    /// <param name="services">Where decorators find their services; null for none.</param>
    /// <returns>The outermost decorator.</returns>
    /// <exception cref="InvalidOperationException">The factory or a decorator returned null.</exception>
    public IReranker Build(IServiceProvider? services = null)
    {
        services ??= EmptyServiceProvider.Instance;
        IReranker inner = _innerFactory(services) ?? throw new InvalidOperationException("The reranker factory returned null.");
        IReranker reranker = inner as ResponseGuardReranker ?? new ResponseGuardReranker(inner);
        return Decorate(reranker, services);
    }

    /// <summary>Puts the decorators around a reranker, and no guard.</summary>
    internal IReranker Decorate(IReranker reranker, IServiceProvider services)
    {
        for (int i = _decorators.Count - 1; i >= 0; i--)
        {
            reranker = _decorators[i](reranker, services)
                ?? throw new InvalidOperationException($"Decorator {i + 1} of {_decorators.Count} returned null instead of a reranker.");
        }

        return reranker;
    }

    private sealed class EmptyServiceProvider : IServiceProvider
    {
        public static readonly EmptyServiceProvider Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
