namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
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
