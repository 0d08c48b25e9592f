using Microsoft.Extensions.DependencyInjection.Extensions;
using RerankKit;
using RerankKit.Learning;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers learned models.</summary>
public static class LearnedRerankingExtensions
{
    /// <summary>Takes a learned model, which ranks by the signals of the pipeline.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="path">The file of <c>rerankkit learn</c>, read at once.</param>
    /// <returns>The pipeline, to decorate.</returns>
    /// <exception cref="InvalidDataException">The file is no learned model, or its features are not those of this version.</exception>
    public static RerankerBuilder AddLearned(this IRerankingBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var model = LearnedModel.Load(path);
        return builder.AddReranker(services => new LearnedReranker(model, readField: services.GetService<DocumentFieldReader>(), timeProvider: services.GetTimeProvider()));
    }

    /// <summary>Ranks by a learned model, of whose features the score of the reranker inside is one.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="path">The file of <c>rerankkit learn --reranker</c>, read at once.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="InvalidDataException">The file is no learned model, or its features are not those of this version.</exception>
    public static RerankerBuilder UseLearned(this RerankerBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var model = LearnedModel.Load(path);
        return builder.Use((inner, services) => new LearnedReranker(model, inner, services.GetService<DocumentFieldReader>(), services.GetTimeProvider()));
    }

    /// <summary>Makes the provider <c>learned</c> and the decorator <c>Learned</c> known to configuration; see docs/configuration.md.</summary>
    /// <param name="services">Where they are registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLearnedReranker(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ServiceType == typeof(LearnedMarker)))
        {
            return services;
        }

        services.TryAddSingleton<LearnedMarker>();
        services.AddRerankerProvider("learned", static (provider, section) =>
        {
            var settings = new SettingsReader(section);
            LearnedModel model = Read(settings);
            settings.RefuseOthers();
            return new LearnedReranker(model, readField: provider.GetService<DocumentFieldReader>(), timeProvider: provider.GetTimeProvider());
        });
        return services.AddRerankerDecorator("Learned", static (pipeline, settings) =>
        {
            LearnedModel model = Read(settings);
            pipeline.Use((inner, provider) => new LearnedReranker(model, inner, provider.GetService<DocumentFieldReader>(), provider.GetTimeProvider()));
        });
    }

    private static LearnedModel Read(SettingsReader settings)
    {
        LearnedModel? model = null;
        settings.RequiredText("Path", "the file of a learned model", path => model = Load(path));
        return model!;
    }

    // What is wrong with the file is said with the key.
    private static LearnedModel Load(string path)
    {
        try
        {
            return LearnedModel.Load(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ArgumentException(exception.Message, exception);
        }
    }

    private sealed class LearnedMarker;
}
