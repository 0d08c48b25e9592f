using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Makes a reranker when the container asks for it.</summary>
internal static class ModelResolution
{
    public static CrossEncoderReranker CrossEncoder(IServiceProvider services, string model, CrossEncoderOptions options) =>
        CrossEncoderReranker.Load(Resolve(services, model, options), options, Logger<CrossEncoderReranker>(services), services.GetService<TimeProvider>());

    public static DecoderReranker Decoder(IServiceProvider services, string model, DecoderRerankerOptions options) =>
        DecoderReranker.Load(Resolve(services, model, options), options, Logger<DecoderReranker>(services), services.GetService<TimeProvider>());

    public static OnnxMultiVectorEncoder MultiVectorEncoder(IServiceProvider services, string model, MultiVectorEncoderOptions options) =>
        OnnxMultiVectorEncoder.Load(Resolve(services, model, options), options, Logger<OnnxMultiVectorEncoder>(services), services.GetService<TimeProvider>());

    // Containers make their services synchronously. At the start of a host the warm-up service waits here, before requests come.
    private static StoredModel Resolve(IServiceProvider services, string model, InferenceOptions options) =>
        Task.Run(() => services.GetRequiredService<ModelStore>().ResolveAsync(model, options.Source)).GetAwaiter().GetResult();

    private static ILogger? Logger<T>(IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger<T>();
}
