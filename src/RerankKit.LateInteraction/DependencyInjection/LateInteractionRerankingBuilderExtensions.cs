using RerankKit;
using RerankKit.LateInteraction;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers late interaction.</summary>
public static class LateInteractionRerankingBuilderExtensions
{
    /// <summary>Takes MaxSim over the token vectors of an encoder that a factory makes.</summary>
    /// <remarks>
    /// Without <see cref="LateInteractionRerankerOptions.Store"/> the store is, in this order: the container's <see cref="ITokenVectorStore"/>, or the one that its
    /// <see cref="ITokenVectorStoreProvider"/> opens for the encoder; of each first the one registered under the reranker's name as key. Without any,
    /// every document is encoded in every call.
    /// </remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="encoder">
    /// Makes the encoder; called once per lifetime. The reranker disposes it, unless <see cref="LateInteractionRerankerOptions.LeaveEncoderOpen"/> is set, as it should
    /// be for an encoder of the container.
    /// </param>
    /// <param name="configure">Sets store, precision, aggregation, threads.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddLateInteraction(
        this IRerankingBuilder builder,
        Func<IServiceProvider, IMultiVectorEncoder> encoder,
        Action<LateInteractionRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(encoder);
        var options = new LateInteractionRerankerOptions();
        configure?.Invoke(options);
        if (builder.Lifetime != ServiceLifetime.Singleton)
        {
            options.LeaveStoreOpen = true; // one that was given is shared by all scopes
        }

        string? name = builder.Name;
        return builder.AddReranker(services => LateInteractionServices.Create(services, name, encoder, options));
    }
}
