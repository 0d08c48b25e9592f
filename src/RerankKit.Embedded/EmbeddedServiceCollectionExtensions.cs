using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RerankKit;
using RerankKit.Embedded;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes the embedded reranker known to configuration.</summary>
public static class EmbeddedServiceCollectionExtensions
{
    /// <summary>Makes the provider <c>embedded</c> known to configuration; see docs/configuration.md.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEmbeddedReranker(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ServiceType == typeof(EmbeddedMarker)))
        {
            return services;
        }

        services.TryAddSingleton<EmbeddedMarker>();
        return services.AddRerankerProvider("embedded", (provider, section) => new EmbeddedReranker(Read(section), provider.GetTimeProvider()));
    }

    private static EmbeddedRerankerOptions Read(IConfigurationSection section)
    {
        var options = new EmbeddedRerankerOptions();
        new SettingsReader(section)
            .Double(nameof(options.FirstStageWeight), value => options.FirstStageWeight = value)
            .Double(nameof(options.WordsWeight), value => options.WordsWeight = value)
            .Double(nameof(options.MeaningWeight), value => options.MeaningWeight = value)
            .Double(nameof(options.LeadWeight), value => options.LeadWeight = value)
            .Double(nameof(options.FeedbackWeight), value => options.FeedbackWeight = value)
            .Int32(nameof(options.CachedTexts), value => options.CachedTexts = value)
            .Text(nameof(options.TablePath), value => options.TablePath = value)
            .Boolean(nameof(options.GuardLanguage), value => options.GuardLanguage = value)
            .Enum<EmbeddedScores>(nameof(options.Scores), value => options.Scores = value)
            .RefuseOthers();
        return options;
    }

    private sealed class EmbeddedMarker;
}
