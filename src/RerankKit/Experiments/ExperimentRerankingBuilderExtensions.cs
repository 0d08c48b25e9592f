using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Takes an experiment between two rerankers as the source of a pipeline.</summary>
public static class ExperimentRerankingBuilderExtensions
{
    private const string Asker = "the experiment";

    /// <summary>Shows a share of callers another reranker's rankings, and logs both. Needs <c>services.AddRankingLog</c>.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="control">The name, given to <c>AddReranking(name)</c>, of what everybody gets today.</param>
    /// <param name="treatment">The name of what a share of callers gets.</param>
    /// <param name="configure">Sets the share, who a caller is, and the mode.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddExperiment(this IRerankingBuilder builder, string control, string treatment, Action<ExperimentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(control);
        ArgumentException.ThrowIfNullOrWhiteSpace(treatment);
        var options = new ExperimentOptions();
        configure?.Invoke(options);
        StartCheck.Add(builder.Services, services =>
        {
            NamedRerankers.Check(services, control, Asker);
            NamedRerankers.Check(services, treatment, Asker);
        });
        return builder.AddReranker(services => Create(services, control, treatment, options));
    }

    internal static ExperimentReranker Create(IServiceProvider services, string control, string treatment, ExperimentOptions options) => new(
        NamedRerankers.Get(services, control, Asker),
        NamedRerankers.Get(services, treatment, Asker),
        RankingLogServiceCollectionExtensions.Get(services),
        options,
        leaveOpen: true,
        services.GetTimeProvider());
}
