using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Remote;

/// <summary>The named HTTP clients.</summary>
internal static class RemoteHttpClients
{
    public static string NameOf(RemoteServiceOptions options) => options.HttpClientName ?? $"RerankKit.{options.ProviderName}";

    /// <summary>Registers a provider's client once. A client with a name of the application's own is left to the application.</summary>
    public static void Register(IServiceCollection services, RemoteServiceOptions options)
    {
        string name = NameOf(options);
        if (options.HttpClientName is not null || services.Any(service => service.ImplementationInstance is Registered registered && registered.Name == name))
        {
            services.AddHttpClient();
            return;
        }

        services.AddSingleton(new Registered(name));
        services.AddHttpClient(name)

            // The factory's loggers quote what came back where HTTP was expected. Failures are logged by the reranker, which quotes nothing.
            .RemoveAllLoggers()
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                // A redirect would carry the documents, and keys in headers of their own, to where nobody chose to send them.
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(10),
            });
    }

    private sealed record Registered(string Name);
}
