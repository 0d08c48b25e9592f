using Microsoft.Extensions.Logging;

namespace RerankKit.Triton;

/// <summary>Loads late-interaction encoders whose graph a server runs: <c>MultiVectorEncoder.LoadServed(folder, options)</c>, in older versions of the language <c>TritonMultiVectorEncoder.LoadServed(folder, options)</c>.</summary>
public static class TritonMultiVectorEncoder
{
    extension(MultiVectorEncoder)
    {
        /// <inheritdoc cref="TritonCrossEncoder.LoadServed(string, CrossEncoderOptions, ILogger, TimeProvider)" />
        public static MultiVectorEncoder LoadServed(string directory, MultiVectorEncoderOptions options, ILogger? logger = null, TimeProvider? timeProvider = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(directory);
            ArgumentNullException.ThrowIfNull(options);
            ServingHandlers.RequireAddress(options.Server, nameof(options));
            return MultiVectorEncoder.Create(directory, stored: null, options.Clone(), logger, timeProvider);
        }
    }
}
