using Microsoft.Extensions.Logging;

namespace RerankKit.Triton;

/// <summary>Loads cross-encoders whose graph a server runs: <c>CrossEncoderReranker.LoadServed(folder, options)</c>, in older versions of the language <c>TritonCrossEncoder.LoadServed(folder, options)</c>.</summary>
public static class TritonCrossEncoder
{
    extension(CrossEncoderReranker)
    {
        /// <summary>Loads what the client needs of a model: Triton, or another server of the KServe v2 protocol, runs its graph. The server is first asked when the first call comes.</summary>
        /// <param name="directory">The model's folder, as Hugging Face publishes it: config.json, the tokenizer's files and, of a late-interaction encoder, the dense layers' weights unless the served graph holds them. The graph may be missing.</param>
        /// <param name="options">Where the model is served (<c>options.Server</c>), and how to ask it; one endpoint at least, or a client.</param>
        /// <param name="logger">Receives what was decided; null for none.</param>
        /// <param name="timeProvider">Measures stages, timeouts, pauses; null for the system's clock.</param>
        /// <returns>The model. The caller disposes it.</returns>
        /// <exception cref="ArgumentException">No endpoint is named, one is no address, or options contradict each other or the model.</exception>
        /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
        /// <exception cref="InvalidDataException">The files contradict each other.</exception>
        /// <exception cref="NotSupportedException">The model is of another kind; the message says what to do.</exception>
        public static CrossEncoderReranker LoadServed(string directory, CrossEncoderOptions options, ILogger? logger = null, TimeProvider? timeProvider = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(directory);
            ArgumentNullException.ThrowIfNull(options);
            ServingHandlers.RequireAddress(options.Server, nameof(options));
            return CrossEncoderReranker.Create(directory, stored: null, options.Clone(), logger, timeProvider);
        }
    }
}
