using Microsoft.Extensions.AI;
using RerankKit;
using RerankKit.LateInteraction;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers embedding generators as rerankers.</summary>
public static class EmbeddingRerankingBuilderExtensions
{
    /// <summary>Takes the cosine of embeddings that the application's registered <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> makes.</summary>
    /// <remarks>
    /// Vectors of documents are kept in memory, or in the container's <see cref="ITokenVectorStoreProvider"/> (<c>AddSqliteRerankStore</c>, <c>AddDistributedTokenVectorStore</c>), first the
    /// one under the reranker's name as key.
    /// </remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Sets prompts, dimension, cache, blend.</param>
    /// <param name="generatorKey">The key of a keyed generator; null for the one registered without a key.</param>
    /// <returns>The pipeline, to decorate. The generator stays the container's.</returns>
    public static RerankerBuilder AddEmbeddings(this IRerankingBuilder builder, Action<EmbeddingRerankerOptions>? configure = null, object? generatorKey = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        StartCheck.Add(builder.Services, services => EmbeddingServices.Check(services, generatorKey));
        return Add(builder, services => EmbeddingServices.Generator(services, generatorKey), configure, isShared: true);
    }

    /// <summary>Takes the cosine of embeddings that a generator makes.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="generator">The generator. It stays the caller's, who disposes it.</param>
    /// <param name="configure">Sets prompts, dimension, cache, blend.</param>
    /// <returns>The pipeline, to decorate.</returns>
    /// <inheritdoc cref="AddEmbeddings(IRerankingBuilder, Action{EmbeddingRerankerOptions}, object)" path="/remarks"/>
    public static RerankerBuilder AddEmbeddings(
        this IRerankingBuilder builder, IEmbeddingGenerator<string, Embedding<float>> generator, Action<EmbeddingRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(generator);
        return Add(builder, _ => generator, configure, isShared: true);
    }

    /// <summary>Takes the cosine of embeddings of a generator that a factory makes.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="generatorFactory">
    /// Makes the generator; called once per lifetime. The reranker disposes it, unless <see cref="EmbeddingRerankerOptions.LeaveGeneratorOpen"/> is set.
    /// </param>
    /// <param name="configure">Sets prompts, dimension, cache, blend.</param>
    /// <returns>The pipeline, to decorate.</returns>
    /// <inheritdoc cref="AddEmbeddings(IRerankingBuilder, Action{EmbeddingRerankerOptions}, object)" path="/remarks"/>
    public static RerankerBuilder AddEmbeddings(
        this IRerankingBuilder builder, Func<IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> generatorFactory, Action<EmbeddingRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(generatorFactory);
        return Add(builder, generatorFactory, configure, isShared: false);
    }

    private static RerankerBuilder Add(
        IRerankingBuilder builder, Func<IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> generator, Action<EmbeddingRerankerOptions>? configure, bool isShared)
    {
        var options = new EmbeddingRerankerOptions();
        configure?.Invoke(options);
        options.LeaveGeneratorOpen |= isShared;
        string? name = builder.Name;
        return builder.AddReranker(services => EmbeddingServices.Create(services, name, generator, options));
    }
}
