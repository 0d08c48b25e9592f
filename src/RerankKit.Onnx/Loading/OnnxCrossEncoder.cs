using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Loads cross-encoders with ONNX Runtime: <c>CrossEncoderReranker.LoadAsync("org/model")</c>, in older versions of the language <c>OnnxCrossEncoder.LoadAsync("org/model")</c>.</summary>
public static class OnnxCrossEncoder
{
    extension(CrossEncoderReranker)
    {
        /// <summary>Loads a model from a folder, or by its id on the hub, from where what is missing is downloaded into the Hugging Face cache.</summary>
        /// <param name="model">A folder, as Hugging Face publishes it; an id of the hub; or a short name of <see cref="ModelCatalog"/>. A folder that exists comes first.</param>
        /// <param name="options">How to load and run it; null for the defaults.</param>
        /// <param name="logger">Receives what was decided; null for none.</param>
        /// <param name="timeProvider">Measures runs and time budgets; null for the system's clock.</param>
        /// <param name="cancellationToken">Ends the download; what has arrived is kept for the next one.</param>
        /// <returns>The loaded model. The caller disposes it.</returns>
        /// <exception cref="ArgumentException"><paramref name="model"/> is neither a folder nor an id.</exception>
        /// <exception cref="ModelStoreException">The model cannot be had; <see cref="ModelStoreException.Error"/> says why.</exception>
        /// <exception cref="InvalidDataException">The files contradict each other, weights of dense layers are missing, or the graph's output is none that this kind of model is read from.</exception>
        /// <exception cref="NotSupportedException">The model is of another kind; the message says what to do.</exception>
        /// <exception cref="OnnxException">The native library refuses the graph or the execution provider.</exception>
        public static Task<CrossEncoderReranker> LoadAsync(
            string model, CrossEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default) =>
            ModelFolder.LoadAsync(model, options?.Request, timeProvider, stored => CrossEncoderReranker.Load(stored, options, logger, timeProvider), cancellationToken);

        /// <summary>Loads a model from a folder.</summary>
        /// <param name="directory">The folder, as Hugging Face publishes it: config.json, tokenizer files, <c>onnx/model.onnx</c> or <c>model.onnx</c>.</param>
        /// <param name="options">How to load and run it; null for the defaults.</param>
        /// <param name="logger">Receives what was decided; null for none.</param>
        /// <param name="timeProvider">Measures runs and time budgets; null for the system's clock.</param>
        /// <returns>The loaded model. The caller disposes it.</returns>
        /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
        /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
        /// <exception cref="ModelStoreException">There is no ONNX file, or several that the names do not tell apart.</exception>
        /// <exception cref="InvalidDataException">The files contradict each other, weights of dense layers are missing, or the graph's output is none that this kind of model is read from.</exception>
        /// <exception cref="NotSupportedException">The model is of another kind; the message says what to do.</exception>
        /// <exception cref="OnnxException">The native library refuses the graph or the execution provider.</exception>
        public static CrossEncoderReranker Load(string directory, CrossEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null) =>
            CrossEncoderReranker.Load(ModelFolder.Open(directory, options?.Request), options, logger, timeProvider);

        /// <summary>Loads a model from the files that a store has found.</summary>
        /// <param name="model">The files, from <see cref="ModelStore.ResolveAsync"/>.</param>
        /// <param name="options">How to load and run it; null for the defaults.</param>
        /// <param name="logger">Receives what was decided; null for none.</param>
        /// <param name="timeProvider">Measures runs and time budgets; null for the system's clock.</param>
        /// <returns>The loaded model. The caller disposes it.</returns>
        /// <exception cref="InvalidDataException">The files contradict each other, weights of dense layers are missing, or the graph's output is none that this kind of model is read from.</exception>
        /// <exception cref="NotSupportedException">The model is of another kind; the message says what to do.</exception>
        /// <exception cref="OnnxException">The native library refuses the graph or the execution provider.</exception>
        public static CrossEncoderReranker Load(StoredModel model, CrossEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            options = options?.Clone() ?? new();
            options.Graph ??= new AutoEngine();
            return CrossEncoderReranker.Create(model.Directory, model, options, logger, timeProvider);
        }
    }
}
