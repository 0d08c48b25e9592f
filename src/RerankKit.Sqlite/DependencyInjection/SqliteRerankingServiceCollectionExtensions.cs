using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RerankKit.Sqlite;

/// <summary>Registers a database of token vectors and pair scores.</summary>
public static class SqliteRerankingServiceCollectionExtensions
{
    /// <summary>
    /// Opens a <see cref="RerankDatabase"/> when it is first asked for, and closes it with the container. Late interaction keeps its token vectors there.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="path">The file; it is made where there is none.</param>
    /// <param name="configure">Sets precision, hot cache, durability, sizes.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRerankDatabase(this IServiceCollection services, string path, Action<RerankDatabaseOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var options = new RerankDatabaseOptions();
        configure?.Invoke(options);
        services.TryAddSingleton(provider => RerankDatabase.Open(path, options, provider.GetService<TimeProvider>()));
        services.TryAddSingleton<ITokenVectorStoreProvider>(provider => provider.GetRequiredService<RerankDatabase>());
        return services;
    }

    /// <summary>
    /// Makes the database of <see cref="AddRerankDatabase"/> the application's <see cref="IDistributedCache"/>, so that the scores of <c>UseCache</c>
    /// survive restarts.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRerankDatabaseScores(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IDistributedCache>(provider =>
            (provider.GetService<RerankDatabase>() ?? throw new InvalidOperationException($"No database is registered. Call {nameof(AddRerankDatabase)} too.")).Scores);
        return services;
    }
}
