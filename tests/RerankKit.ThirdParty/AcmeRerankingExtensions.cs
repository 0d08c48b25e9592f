using Acme.Reranking;
using Microsoft.Extensions.Configuration;
using RerankKit;
using RerankKit.Authoring;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what Acme has, in code and for configuration.</summary>
public static class AcmeRerankingExtensions
{
    public static RerankerBuilder AddAcmeOverlap(this IRerankingBuilder builder, Action<OverlapOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new OverlapOptions();
        configure?.Invoke(options);
        return builder.AddReranker(services => new OverlapReranker(options, services.GetService<TimeProvider>()));
    }

    public static RerankerBuilder UseAcmeTextLimit(this RerankerBuilder pipeline, int maxCharacters)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCharacters, 1);
        return pipeline.Use((inner, services) => new TextLimitReranker(inner, maxCharacters, services.GetService<TimeProvider>() ?? TimeProvider.System));
    }

    public static IServiceCollection AddAcmeRerankers(this IServiceCollection services) => services
        .AddRerankerProvider("acme-overlap", (provider, section) => new OverlapReranker(Read(section), provider.GetService<TimeProvider>()))
        .AddRerankerDecorator("AcmeTextLimit", (pipeline, settings) => settings.Int32("MaxCharacters", value => pipeline.UseAcmeTextLimit(value)));

    private static OverlapOptions Read(IConfigurationSection section)
    {
        var options = new OverlapOptions();
        new SettingsReader(section).Int32(nameof(options.MinWordLength), value => options.MinWordLength = value).RefuseOthers();
        return options;
    }
}
