using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.LateInteraction;

namespace RerankKit.Remote;

/// <summary>Makes a reranker, an encoder or a chat client when the container asks for it.</summary>
internal static class RemoteRegistration
{
    public static RerankerBuilder Add<TOptions>(IRerankingBuilder builder, Action<TOptions>? configure)
        where TOptions : RemoteRerankerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new TOptions();
        configure?.Invoke(options);
        RemoteHttpClients.Register(builder.Services, options);
        StartCheck.Add(builder.Services, services => Create(services, options, sectionPath: null));
        return builder.AddReranker(services => Create(services, options, sectionPath: null));
    }

    public static RerankerBuilder Add(
        IRerankingBuilder builder, Action<TextEmbeddingsInferenceEncoderOptions> configureEncoder, Action<LateInteractionRerankerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureEncoder);
        var options = new TextEmbeddingsInferenceEncoderOptions();
        configureEncoder(options);
        RemoteHttpClients.Register(builder.Services, options);
        StartCheck.Add(builder.Services, services => Create(services, options, sectionPath: null));
        return builder.AddLateInteraction(services => Create(services, options, sectionPath: null), configure);
    }

    public static HttpReranker Create(IServiceProvider services, RemoteRerankerOptions options, string? sectionPath) =>
        new(Client(services, RemoteHttpClients.NameOf(options)), options, Setup(services, sectionPath), services.GetService<ILoggerFactory>()?.CreateLogger<HttpReranker>());

    public static TextEmbeddingsInferenceEncoder Create(IServiceProvider services, TextEmbeddingsInferenceEncoderOptions options, string? sectionPath) =>
        new(
            Client(services, RemoteHttpClients.NameOf(options)),
            options,
            Setup(services, sectionPath),
            services.GetService<ILoggerFactory>()?.CreateLogger<TextEmbeddingsInferenceEncoder>());

    public static OpenAICompatibleChatClient Create(IServiceProvider services, OpenAICompatibleChatClientOptions options) =>
        new(Client(services, RemoteHttpClients.NameOf(options)), options, Setup(services, sectionPath: null));

    private static Func<HttpClient> Client(IServiceProvider services, string name)
    {
        IHttpClientFactory factory = services.GetRequiredService<IHttpClientFactory>();
        return () => factory.CreateClient(name);
    }

    private static ProviderSetup Setup(IServiceProvider services, string? sectionPath) =>
        new(services.GetTimeProvider(), services.GetService<IConfiguration>(), sectionPath);
}
