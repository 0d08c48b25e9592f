using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankingServiceCollectionExtensions
{
    /// <summary>Registers the log of rankings and clicks that <c>UseRankingLog</c>, <c>UseExperiment</c>, <c>UseShadow</c> and the application share.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="configure">Sets the file and the limits.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRankingLog(this IServiceCollection services, Action<RankingLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new RankingLogOptions();
        configure?.Invoke(options);
        services.TryAddSingleton(provider => new RankingLog(options, provider.GetService<ILogger<RankingLog>>(), provider.GetTimeProvider()));
        return services;
    }

    internal static void AddRankingLog(this IServiceCollection services, IConfigurationSection section) => services.AddRankingLog(options =>
    {
        var settings = new SettingsReader(section);
        ((IConfiguredOptions)options).Read(settings);
        settings.RefuseOthers();
    });
}
