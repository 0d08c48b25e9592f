namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The sources of the core: a reranker of the application's own, the lexical one, a cascade, a router, a language model.</summary>
public static partial class RerankingBuilderExtensions
{
    /// <summary>Takes a reranker that exists already.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="reranker">The reranker. The container disposes it at its own end, whatever the lifetime of the pipeline.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddReranker(this IRerankingBuilder builder, IReranker reranker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(reranker);
        if (builder.Lifetime == ServiceLifetime.Singleton)
        {
            return builder.AddReranker(_ => reranker);
        }

        object key = new();
        builder.Services.AddKeyedSingleton(key, (_, _) => reranker);
        return builder.AddReranker(services => new SharedReranker(services.GetRequiredKeyedService<IReranker>(key)));
    }

    /// <summary>Takes BM25 over the candidates: no model, no native code.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Sets k1, b, the corpus statistics and the folding.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddLexical(this IRerankingBuilder builder, Action<LexicalRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new LexicalRerankerOptions();
        configure?.Invoke(options);
        return builder.AddReranker(services => new LexicalReranker(options, services.GetTimeProvider()));
    }

    /// <summary>Takes several named rerankers in stages, each seeing fewer candidates than the one before.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Adds the stages, the fastest first.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddCascade(this IRerankingBuilder builder, Action<CascadeBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var cascade = new CascadeBuilder();
        configure(cascade);
        StartCheck.Add(builder.Services, cascade.Check);
        return builder.AddReranker(cascade.Build);
    }

    /// <summary>Takes several named rerankers, and for each call the first whose predicate says yes.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Adds the routes, and the reranker for everything else.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddRouter(this IRerankingBuilder builder, Action<RouterBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var router = new RouterBuilder();
        configure(router);
        StartCheck.Add(builder.Services, router.Check);
        return builder.AddReranker(router.Build);
    }
}
