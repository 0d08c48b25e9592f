using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.Triton;

/// <summary>Makes rerankers and encoders of served models when the container asks for them.</summary>
internal static class ServedModels
{
    /// <summary>Connections live as long as the reranker; that they follow the DNS is the transport's affair.</summary>
    public static void AddTransport(IServiceCollection services) => services
        .AddHttpClient(TritonRerankingBuilderExtensions.HttpClientName)
        .ConfigurePrimaryHttpMessageHandler(ServingHandlers.Transport);

    public static T Load<TOptions, T>(IServiceProvider services, string modelFolder, TOptions options, Func<string, TOptions, ILogger?, TimeProvider?, T> load)
        where TOptions : InferenceOptions
        where T : IWarmable
    {
        var served = (TOptions)options.Copy();
        served.Server.Transport ??= services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(TritonRerankingBuilderExtensions.HttpClientName);
        return services.Load(modelFolder, served, load);
    }
}
