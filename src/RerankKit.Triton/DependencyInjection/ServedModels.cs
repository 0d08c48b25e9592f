using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Triton;

/// <summary>Makes rerankers and encoders of served models when the container asks for them.</summary>
internal static class ServedModels
{
    /// <summary>Connections live as long as the reranker; that they follow the DNS is the transport's affair.</summary>
    public static void AddTransport(IServiceCollection services) => services
        .AddHttpClient(TritonRerankingBuilderExtensions.HttpClientName)
        .ConfigurePrimaryHttpMessageHandler(ServingHandlers.Transport);

    public static CrossEncoderReranker CrossEncoder(IServiceProvider services, string modelFolder, CrossEncoderOptions options) =>
        services.Warm(CrossEncoderReranker.LoadServed(modelFolder, WithTransport(services, options.Clone()), services.LoggerOf<CrossEncoderReranker>(), services.GetService<TimeProvider>()), options);

    public static DecoderReranker Decoder(IServiceProvider services, string modelFolder, DecoderRerankerOptions options) =>
        services.Warm(DecoderReranker.LoadServed(modelFolder, WithTransport(services, options.Clone()), services.LoggerOf<DecoderReranker>(), services.GetService<TimeProvider>()), options);

    public static MultiVectorEncoder MultiVectorEncoder(IServiceProvider services, string modelFolder, MultiVectorEncoderOptions options) =>
        services.Warm(Models.MultiVectorEncoder.LoadServed(modelFolder, WithTransport(services, options.Clone()), services.LoggerOf<MultiVectorEncoder>(), services.GetService<TimeProvider>()), options);

    private static T WithTransport<T>(IServiceProvider services, T options)
        where T : InferenceOptions
    {
        options.Server.Transport ??= services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(TritonRerankingBuilderExtensions.HttpClientName);
        return options;
    }
}
