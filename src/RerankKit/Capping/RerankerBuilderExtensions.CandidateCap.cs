namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>
    /// Sends only the best <paramref name="maxCandidates"/> candidates by first-stage score (by position, where they have none)
    /// inward. The rest follow unscored in first-stage order.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="maxCandidates">How many candidates go inward at most; 1 or more, by default 50.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxCandidates"/> is less than 1.</exception>
    public static RerankerBuilder UseCandidateCap(this RerankerBuilder builder, int maxCandidates = 50)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCandidates, 1);
        return builder.Use((inner, services) => new CandidateCapReranker(inner, maxCandidates, services.GetTimeProvider()));
    }
}
