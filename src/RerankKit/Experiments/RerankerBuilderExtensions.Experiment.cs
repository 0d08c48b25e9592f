namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>
    /// Shows a share of callers another reranker's rankings, or both in one list, and logs both, so that their clicks decide. Everybody else gets the
    /// pipeline's. Needs <c>services.AddRankingLog</c>.
    /// </summary>
    /// <param name="builder">The pipeline, which is the control.</param>
    /// <param name="treatment">The treatment. It is disposed with the pipeline, unless <see cref="ExperimentOptions.LeaveOpen"/> is set or pipelines of several scopes share it.</param>
    /// <param name="configure">Sets the share, who a caller is, and the mode.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseExperiment(this RerankerBuilder builder, IReranker treatment, Action<ExperimentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(treatment);
        treatment = builder.BuildsSeveral ? new SharedReranker(treatment) : treatment;
        return builder.UseExperiment(_ => treatment, configure);
    }

    /// <summary>As above, for a treatment that comes from the services of the pipeline.</summary>
    /// <param name="builder">The pipeline, which is the control.</param>
    /// <param name="treatment">Gives the treatment. Set <see cref="ExperimentOptions.LeaveOpen"/> for one that a container owns.</param>
    /// <param name="configure">Sets the share, who a caller is, and the mode.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseExperiment(
        this RerankerBuilder builder, Func<IServiceProvider, IReranker> treatment, Action<ExperimentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(treatment);
        return builder.UseExperiment(treatment, Configured(builder, configure));
    }

    internal static RerankerBuilder UseExperiment(this RerankerBuilder builder, ExperimentOptions options)
    {
        options.LeaveOpen = true;
        return builder.UseExperiment(services => NamedRerankers.Get(services, options.Treatment!, "the experiment"), options);
    }

    private static RerankerBuilder UseExperiment(this RerankerBuilder builder, Func<IServiceProvider, IReranker> treatment, ExperimentOptions options) =>
        builder.Use((inner, services) => new ExperimentReranker(inner, treatment(services), services.GetRankingLog(), options, services.GetTimeProvider()));
}
