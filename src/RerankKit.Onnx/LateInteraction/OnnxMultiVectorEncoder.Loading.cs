using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Onnx;

// From a folder to an encoder.
public sealed partial class OnnxMultiVectorEncoder
{
    /// <summary>Loads a model from a folder.</summary>
    /// <param name="directory">The folder, as Hugging Face publishes it: configuration, tokenizer files, <c>onnx/model.onnx</c> or <c>model.onnx</c>.</param>
    /// <param name="options">How to load and run it; null for the defaults.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures runs; null for the system's clock.</param>
    /// <returns>An encoder. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">Options contradict each other, or the model.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
    /// <exception cref="ModelStoreException">There is no ONNX file, or several that the names do not tell apart.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other, or the projection is neither in the graph nor beside it.</exception>
    /// <exception cref="NotSupportedException">The model is none for late interaction, or asks for something that is not supported; the message names it.</exception>
    /// <exception cref="OnnxRuntimeException">The native library refuses the graph or the execution provider.</exception>
    public static OnnxMultiVectorEncoder Load(
        string directory, MultiVectorEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null) =>
        Load(ModelFolder.Open(directory, options?.Source), options, logger, timeProvider);

    /// <summary>Loads a model from the files that a store has found.</summary>
    /// <param name="model">The files, from <see cref="ModelStore.ResolveAsync"/>.</param>
    /// <param name="options">How to load and run it; null for the defaults.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures runs; null for the system's clock.</param>
    /// <returns>An encoder. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">Options contradict each other, or the model.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other, or the projection is neither in the graph nor beside it.</exception>
    /// <exception cref="NotSupportedException">The model is none for late interaction, or asks for something that is not supported; the message names it.</exception>
    /// <exception cref="OnnxRuntimeException">The native library refuses the graph or the execution provider.</exception>
    public static OnnxMultiVectorEncoder Load(
        StoredModel model, MultiVectorEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = options?.Clone() ?? new();
        logger ??= NullLogger.Instance;
        var files = MultiVectorFiles.Read(model.Directory);
        TokenVectorHead? head = null;
        var loaded = new InferenceModel(
            model,
            files.Graph,
            options,
            padLeft: false,
            (session, _) => head = TokenVectorHead.Find(session.Outputs, name: null, session.ModelPath),
            timeProvider ?? TimeProvider.System,
            logger);
        try
        {
            loaded.Probe();
            VectorProjection projection = files.Projection(head!, options.Dimension);
            var texts = new MultiVectorTexts(files, loaded.Tokenizer, loaded.MaxLength, options);
            MultiVectorLog.Loaded(logger, loaded.ModelId, texts.Settings.Summary, projection.Dimension, projection.Layers, head!.Name);
            MultiVectorLog.UnknownWords(logger, loaded.ModelId, texts.Settings);
            return new(loaded, files, texts, projection);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }
}
