using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>Log messages of embedding models.</summary>
internal static partial class EmbeddingLog
{
    [LoggerMessage(1, LogLevel.Information, "{Model}: taken for an embedding model; pooling {Pooling}, {Dimension} numbers per vector, {Layers} dense layers, {MaxTokens} tokens at most.")]
    public static partial void Loaded(ILogger logger, string model, string pooling, int? dimension, int layers, int maxTokens);
}
