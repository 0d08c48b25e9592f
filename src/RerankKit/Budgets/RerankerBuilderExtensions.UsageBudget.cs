namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Stops calls at a limit per period. Put it inside the cache.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets the limit, the period and what is counted.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="ArgumentException">No limit was set.</exception>
    public static RerankerBuilder UseUsageBudget(this RerankerBuilder builder, Action<UsageBudgetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseUsageBudget(Configured(builder, configure));
    }

    /// <summary>Stops calls at a limit that several pipelines share. Put it inside the cache.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="budget">The budget.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseUsageBudget(this RerankerBuilder builder, UsageBudget budget)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(budget);
        return builder.Use(inner => new UsageBudgetReranker(inner, budget));
    }

    // Pipelines of scopes draw on one budget: one of their own would limit nothing.
    internal static RerankerBuilder UseUsageBudget(this RerankerBuilder builder, UsageBudgetOptions options)
    {
        UsageBudget? shared = null;
        return builder.Use((inner, services) => new UsageBudgetReranker(
            inner,
            builder.BuildsSeveral
                ? LazyInitializer.EnsureInitialized(ref shared, () => new(options, services.GetTimeProvider()))
                : new(options, services.GetTimeProvider())));
    }
}
