using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a short circuit to a pipeline.</summary>
public static class ShortCircuitRerankerBuilderExtensions
{
    /// <summary>
    /// Answers in first-stage order, without a call, where there is one candidate or where there are no more than
    /// <see cref="RerankOptions.TopN"/>.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseShortCircuit(this RerankerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(inner => new ShortCircuitReranker(inner));
    }
}
