using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Loads late-interaction encoders with ONNX Runtime: <c>MultiVectorEncoder.LoadAsync("org/model")</c>, in older versions of the language <c>OnnxMultiVectorEncoder.LoadAsync("org/model")</c>.</summary>
public static class OnnxMultiVectorEncoder
{
    extension(MultiVectorEncoder)
    {
        /// <inheritdoc cref="OnnxCrossEncoder.LoadAsync(string, CrossEncoderOptions, ILogger, TimeProvider, CancellationToken)" />
        public static Task<MultiVectorEncoder> LoadAsync(
            string model, MultiVectorEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default) =>
            ModelFolder.LoadAsync(model, options?.Request, timeProvider, stored => MultiVectorEncoder.Load(stored, options, logger, timeProvider), cancellationToken);

        /// <inheritdoc cref="OnnxCrossEncoder.Load(string, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static MultiVectorEncoder Load(string directory, MultiVectorEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null) =>
            MultiVectorEncoder.Load(ModelFolder.Open(directory, options?.Request), options, logger, timeProvider);

        /// <inheritdoc cref="OnnxCrossEncoder.Load(StoredModel, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static MultiVectorEncoder Load(StoredModel model, MultiVectorEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            options = options?.Clone() ?? new();
            options.Graph ??= new AutoEngine();
            return MultiVectorEncoder.Create(model.Directory, model, options, logger, timeProvider);
        }
    }
}
