using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Loads embedding models with ONNX Runtime, as <see cref="Microsoft.Extensions.AI.IEmbeddingGenerator{TInput, TEmbedding}"/>: <c>OnnxEmbeddingGenerator.LoadAsync("org/model")</c>, or <c>TextEmbeddingGenerator.LoadAsync("org/model")</c>.</summary>
public static class OnnxEmbeddingGenerator
{
    extension(TextEmbeddingGenerator)
    {
        /// <inheritdoc cref="OnnxCrossEncoder.LoadAsync(string, CrossEncoderOptions, ILogger, TimeProvider, CancellationToken)" />
        public static Task<TextEmbeddingGenerator> LoadAsync(
            string model, TextEmbeddingOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default) =>
            ModelFolder.LoadAsync(model, options?.Request, timeProvider, stored => TextEmbeddingGenerator.Load(stored, options, logger, timeProvider), cancellationToken);

        /// <inheritdoc cref="OnnxCrossEncoder.Load(string, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static TextEmbeddingGenerator Load(string directory, TextEmbeddingOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null) =>
            TextEmbeddingGenerator.Load(ModelFolder.Open(directory, options?.Request), options, logger, timeProvider);

        /// <inheritdoc cref="OnnxCrossEncoder.Load(StoredModel, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static TextEmbeddingGenerator Load(StoredModel model, TextEmbeddingOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            options = options?.Clone() ?? new();
            options.Graph ??= new AutoEngine();
            return TextEmbeddingGenerator.Create(model.Directory, model, options, logger, timeProvider);
        }
    }
}
