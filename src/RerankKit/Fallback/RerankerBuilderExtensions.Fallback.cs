namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Answers in first-stage order, or with the alternatives of the options before that, where the reranker fails.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets alternatives, circuit breaker and timeout.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseFallback(this RerankerBuilder builder, Action<FallbackOptions>? configure = null) =>
        builder.UseFallback((options, _) => configure?.Invoke(options));

    /// <summary>Answers with <paramref name="alternative"/> where the reranker fails, and in first-stage order where both do.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="alternative">The reranker to fall back to. It is disposed with the pipeline, unless <see cref="FallbackOptions.LeaveOpen"/> is set or pipelines of several scopes share it.</param>
    /// <param name="configure">Sets further alternatives, circuit breaker and timeout.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseFallback(this RerankerBuilder builder, IReranker alternative, Action<FallbackOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(alternative);
        alternative = builder.BuildsSeveral ? new SharedReranker(alternative) : alternative;
        return builder.UseFallback((options, _) =>
        {
            options.Alternatives.Add(alternative);
            configure?.Invoke(options);
        });
    }

    /// <summary>As above, for alternatives that come from the services of the pipeline.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Called when the pipeline is built. Set <see cref="FallbackOptions.LeaveOpen"/> for rerankers that a container owns.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseFallback(this RerankerBuilder builder, Action<FallbackOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Use((inner, services) =>
        {
            var options = new FallbackOptions();
            configure(options, services);
            return new FallbackReranker(inner, options, services.GetTimeProvider());
        });
    }

    internal static RerankerBuilder UseFallback(this RerankerBuilder builder, FallbackOptions options)
    {
        // The options are those of every pipeline that is built, and so are their alternatives.
        options.LeaveOpen |= builder.BuildsSeveral;
        return builder.Use((inner, services) => new FallbackReranker(inner, options.WithNamed(services), services.GetTimeProvider()));
    }
}
