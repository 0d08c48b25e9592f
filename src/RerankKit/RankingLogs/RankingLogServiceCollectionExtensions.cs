using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the log of rankings and clicks.</summary>
public static class RankingLogServiceCollectionExtensions
{
    /// <summary>Registers a <see cref="RankingLog"/>, which pipelines and the application share.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the file and the limits.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRankingLog(this IServiceCollection services, Action<RankingLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new RankingLogOptions();
        configure?.Invoke(options);
        return Add(services, options);
    }

    /// <summary>As above, from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">Has Path, Capacity, MaxDocuments and EnableSensitiveData.</param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException">A key is unknown or its value not allowed.</exception>
    public static IServiceCollection AddRankingLog(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        var options = new RankingLogOptions();
        var reader = new SettingsReader(section);
        options.Read(reader);
        reader.RefuseOthers();
        return Add(services, options);
    }

    internal static RankingLog Get(IServiceProvider services) =>
        services.GetService<RankingLog>() ?? throw new InvalidOperationException("There is no log of rankings. Register it with services.AddRankingLog(...), or give one.");

    private static IServiceCollection Add(IServiceCollection services, RankingLogOptions options)
    {
        services.TryAddSingleton(provider => new RankingLog(options, provider.GetService<ILogger<RankingLog>>(), provider.GetTimeProvider()));
        return services;
    }
}
