using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.Remote;

/// <summary>Makes a reranker when the container asks for it.</summary>
internal static class RemoteRegistration
{
    public static RerankerBuilder Add<TOptions>(IRerankingBuilder builder, Action<TOptions>? configure)
        where TOptions : RemoteRerankerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new TOptions();
        configure?.Invoke(options);
        RemoteHttpClients.Register(builder.Services, options);

        // A missing key is found when the application starts, not at the first request.
        builder.Services.AddOptions<Check>(Guid.NewGuid().ToString("N"))
            .Validate<IServiceProvider>((_, services) => Create(services, options, sectionPath: null) is not null)
            .ValidateOnStart();
        return builder.AddReranker(services => Create(services, options, sectionPath: null));
    }

    public static HttpReranker Create(IServiceProvider services, RemoteRerankerOptions options, string? sectionPath)
    {
        IHttpClientFactory factory = services.GetRequiredService<IHttpClientFactory>();
        string client = RemoteHttpClients.NameOf(options);
        return new(
            () => factory.CreateClient(client),
            options,
            new(services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetService<IConfiguration>(), sectionPath),
            services.GetService<ILoggerFactory>()?.CreateLogger<HttpReranker>());
    }

    private sealed class Check;
}
