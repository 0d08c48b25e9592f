namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Multiplies each score by a factor of the candidate's own, for example its source's authority.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="factor">Gives the factor: finite and more than 0; 1 changes nothing.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseBoost(this RerankerBuilder builder, Func<RerankCandidate, double> factor)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factor);
        return builder.Use((inner, services) => new BoostReranker(inner, factor, services.GetTimeProvider()));
    }

    /// <summary>Lowers the scores of old candidates: factor = Floor + (1 - Floor) * 2^(-age / HalfLife).</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="date">Gives a candidate's date, or null when it has none.</param>
    /// <param name="configure">Sets half-life, floor and the factor of undated candidates.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseRecencyBoost(
        this RerankerBuilder builder,
        Func<RerankCandidate, DateTimeOffset?> date,
        Action<RecencyBoostOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(date);
        RecencyBoostOptions options = Configured(builder, configure).Clone();
        return builder.Use((inner, services) => Create(inner, services, date, options));
    }

    internal static RerankerBuilder UseBoost(this RerankerBuilder builder, FieldBoostOptions options) =>
        builder.Use((inner, services) => new BoostReranker(inner, new BoostFields(services, options.Field).Factor, services.GetTimeProvider()));

    internal static RerankerBuilder UseRecencyBoost(this RerankerBuilder builder, RecencyBoostOptions options) =>
        builder.Use((inner, services) => Create(inner, services, new BoostFields(services, options.Field!).Date, options));

    private static BoostReranker Create(IReranker inner, IServiceProvider services, Func<RerankCandidate, DateTimeOffset?> date, RecencyBoostOptions options)
    {
        TimeProvider timeProvider = services.GetTimeProvider();
        return new(inner, candidate => options.Factor(date(candidate), timeProvider.GetUtcNow()), timeProvider);
    }
}
