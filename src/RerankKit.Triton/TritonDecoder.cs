using Microsoft.Extensions.Logging;

namespace RerankKit.Triton;

/// <summary>Loads decoder rerankers whose graph a server runs: <c>DecoderReranker.LoadServed(folder, options)</c>, in older versions of the language <c>TritonDecoder.LoadServed(folder, options)</c>.</summary>
public static class TritonDecoder
{
    extension(DecoderReranker)
    {
        /// <inheritdoc cref="TritonCrossEncoder.LoadServed(string, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static DecoderReranker LoadServed(string directory, DecoderRerankerOptions options, ILogger? logger = null, TimeProvider? timeProvider = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(directory);
            ArgumentNullException.ThrowIfNull(options);
            ServingHandlers.RequireAddress(options.Server, nameof(options));
            return DecoderReranker.Create(directory, stored: null, options.Clone(), logger, timeProvider);
        }
    }
}
