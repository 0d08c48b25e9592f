namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Shows a sample of calls to <paramref name="challenger"/>, off the request's path, and reports how its answers differ.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="challenger">The challenger. It is disposed with the pipeline, unless <see cref="ShadowOptions.LeaveOpen"/> is set or pipelines of several scopes share it.</param>
    /// <param name="configure">Sets sample, concurrency, timeout and callbacks.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseShadow(this RerankerBuilder builder, IReranker challenger, Action<ShadowOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(challenger);
        challenger = builder.BuildsSeveral ? new SharedReranker(challenger) : challenger;
        return builder.UseShadow(_ => challenger, configure);
    }

    /// <summary>As above, for a challenger that comes from the services of the pipeline.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="challenger">Gives the challenger. Set <see cref="ShadowOptions.LeaveOpen"/> for one that a container owns.</param>
    /// <param name="configure">Sets sample, concurrency, timeout and callbacks.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseShadow(
        this RerankerBuilder builder, Func<IServiceProvider, IReranker> challenger, Action<ShadowOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(challenger);
        return builder.UseShadow(challenger, Configured(builder, configure));
    }

    internal static RerankerBuilder UseShadow(this RerankerBuilder builder, ShadowOptions options)
    {
        options.LeaveOpen = true;
        return builder.UseShadow(services => NamedRerankers.Get(services, options.Challenger!, "the shadow"), options);
    }

    private static RerankerBuilder UseShadow(this RerankerBuilder builder, Func<IServiceProvider, IReranker> challenger, ShadowOptions options) =>
        builder.Use((inner, services) => new ShadowReranker(
            inner, challenger(services), options.WithLog(services.GetService<RankingLog>()), services.GetTimeProvider()));
}
