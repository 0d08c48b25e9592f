using Microsoft.Extensions.Logging;
using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a time budget to a pipeline.</summary>
public static class TimeBudgetRerankerBuilderExtensions
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
    public static RerankerBuilder UseTimeBudget(this RerankerBuilder builder, Action<TimeBudgetOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new TimeBudgetOptions();
        configure?.Invoke(options);
        return builder.UseTimeBudget(options);
    }

    internal static RerankerBuilder UseTimeBudget(this RerankerBuilder builder, TimeBudgetOptions options) =>
        builder.Use((inner, services) => new TimeBudgetReranker(
            inner, options, services.GetTimeProvider(), services.GetService(typeof(ILoggerFactory)) as ILoggerFactory));
}
