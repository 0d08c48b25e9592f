using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Gives the best answer there is within <paramref name="budget"/>.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="budget">How long a call may take; more than zero. <see cref="RerankOptions.TimeBudget"/> can shorten it.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="budget"/> is zero or negative.</exception>
    public static RerankerBuilder UseTimeBudget(this RerankerBuilder builder, TimeSpan budget) =>
        builder.UseTimeBudget(options => options.Budget = budget);

    /// <summary>Gives the best answer there is within a time budget: by default that of each call's <see cref="RerankOptions.TimeBudget"/>.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets the budget and how it is kept.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseTimeBudget(this RerankerBuilder builder, Action<TimeBudgetOptions>? configure = null) =>
        builder.UseTimeBudget(Configured(builder, configure));

    internal static RerankerBuilder UseTimeBudget(this RerankerBuilder builder, TimeBudgetOptions options) =>
        builder.Use((inner, services) => new TimeBudgetReranker(
            inner, options, services.GetTimeProvider(), services.GetService(typeof(ILoggerFactory)) as ILoggerFactory));
}
