using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Loads decoder rerankers with ONNX Runtime: <c>DecoderReranker.LoadAsync("org/model")</c>, in older versions of the language <c>OnnxDecoder.LoadAsync("org/model")</c>.</summary>
public static class OnnxDecoder
{
    extension(DecoderReranker)
    {
        /// <inheritdoc cref="OnnxCrossEncoder.LoadAsync(string, CrossEncoderOptions, ILogger, TimeProvider, CancellationToken)" />
        public static Task<DecoderReranker> LoadAsync(
            string model, DecoderRerankerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default) =>
            ModelFolder.LoadAsync(model, options?.Request, timeProvider, stored => DecoderReranker.Load(stored, options, logger, timeProvider), cancellationToken);

        /// <inheritdoc cref="OnnxCrossEncoder.Load(string, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static DecoderReranker Load(string directory, DecoderRerankerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null) =>
            DecoderReranker.Load(ModelFolder.Open(directory, options?.Request), options, logger, timeProvider);

        /// <inheritdoc cref="OnnxCrossEncoder.Load(StoredModel, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static DecoderReranker Load(StoredModel model, DecoderRerankerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            options = options?.Clone() ?? new();
            options.Graph ??= new OnnxSessionOptions();
            return DecoderReranker.Create(model.Directory, model, options, logger, timeProvider);
        }
    }
}
