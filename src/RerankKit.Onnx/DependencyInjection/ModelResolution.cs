using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Makes a reranker or an encoder when the container asks for it.</summary>
internal static class ModelResolution
{
    public static CrossEncoderReranker CrossEncoder(IServiceProvider services, ModelOrigin origin, CrossEncoderOptions options)
    {
        var reranker = CrossEncoderReranker.Load(origin.Get(services), options, Logger<CrossEncoderReranker>(services), services.GetService<TimeProvider>());
        services.GetRequiredService<ColdModels>().Add(options, reranker.WarmUpAsync);
        return reranker;
    }

    public static DecoderReranker Decoder(IServiceProvider services, ModelOrigin origin, DecoderRerankerOptions options)
    {
        var reranker = DecoderReranker.Load(origin.Get(services), options, Logger<DecoderReranker>(services), services.GetService<TimeProvider>());
        services.GetRequiredService<ColdModels>().Add(options, reranker.WarmUpAsync);
        return reranker;
    }

    public static OnnxMultiVectorEncoder MultiVectorEncoder(IServiceProvider services, ModelOrigin origin, MultiVectorEncoderOptions options)
    {
        var encoder = OnnxMultiVectorEncoder.Load(origin.Get(services), options, Logger<OnnxMultiVectorEncoder>(services), services.GetService<TimeProvider>());
        services.GetRequiredService<ColdModels>().Add(options, encoder.WarmUpAsync);
        return encoder;
    }

    private static ILogger? Logger<T>(IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger<T>();
}
