using Microsoft.Extensions.Caching.Distributed;
using RerankKit;
using RerankKit.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

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
    public static IServiceCollection AddSqliteRerankStore(this IServiceCollection services, string path, Action<RerankDatabaseOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        RerankDatabaseOptions options = Configured(path, configure);
        services.AddSingleton(provider => RerankDatabase.Open(path, options, provider.GetService<TimeProvider>()));
        services.AddSingleton<ITokenVectorStoreProvider>(provider => provider.GetRequiredService<RerankDatabase>());
        return services;
    }

    /// <summary>The same as <see cref="AddSqliteRerankStore"/> for the late-interaction reranker of one name, which then has a database of its own.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="name">The reranker's name; the key under which the database is registered.</param>
    /// <param name="path">The file; it is made where there is none.</param>
    /// <param name="configure">Sets precision, hot cache, durability, sizes.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedSqliteRerankStore(
        this IServiceCollection services, string name, string path, Action<RerankDatabaseOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RerankDatabaseOptions options = Configured(path, configure);
        services.AddKeyedSingleton(name, (provider, _) => RerankDatabase.Open(path, options, provider.GetService<TimeProvider>()));
        services.AddKeyedSingleton<ITokenVectorStoreProvider>(name, (provider, _) => provider.GetRequiredKeyedService<RerankDatabase>(name));
        return services;
    }

    /// <summary>
    /// Makes the database of <see cref="AddSqliteRerankStore"/> the application's <see cref="IDistributedCache"/>, so that the scores of <c>UseCache</c>
    /// survive restarts.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSqliteScoreCache(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IDistributedCache>(provider =>
            (provider.GetService<RerankDatabase>() ?? throw new InvalidOperationException($"No database is registered. Call {nameof(AddSqliteRerankStore)} too.")).Scores);
        return services;
    }

    private static RerankDatabaseOptions Configured(string path, Action<RerankDatabaseOptions>? configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var options = new RerankDatabaseOptions();
        configure?.Invoke(options);
        return options;
    }
}
