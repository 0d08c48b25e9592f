using System.Globalization;
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
        ModelProfile transformer = ReadTransformer(model.Directory);
        MultiVectorProfile profile = MultiVectorProfileReader.Read(model.Directory, transformer.Architectures);
        TokenVectorHead? head = null;
        var loaded = new InferenceModel(
            model,
            transformer with { MaxLength = PositionLimit(transformer, profile) },
            options,
            padLeft: false,
            (session, _) => head = TokenVectorHead.Find(session),
            timeProvider ?? TimeProvider.System,
            logger);
        try
        {
            loaded.Probe();
            return Create(loaded, transformer, profile, options, head!, logger);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private static OnnxMultiVectorEncoder Create(
        InferenceModel loaded, ModelProfile transformer, MultiVectorProfile profile, MultiVectorEncoderOptions options, TokenVectorHead head, ILogger logger)
    {
        IReadOnlyList<DenseLayer> layers = DenseLayers.LeftToDo(profile, head.Name, head.Width);
        int own = layers.Count > 0 ? layers[^1].Outputs : head.Width;
        if (options.Dimension > own)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{nameof(options.Dimension)} is {options.Dimension}, but the model's vectors have {own} numbers."));
        }

        int textLimit = Math.Min(transformer.MaxLength ?? loaded.MaxLength, loaded.MaxLength);
        var tokens = new MultiVectorTokens(loaded.Tokenizer, transformer.VocabularySize, transformer.Directory);
        var settings = MultiVectorSettings.Create(profile, options, tokens, loaded.MaxLength, textLimit);
        CheckRoom(loaded.Tokenizer, settings.Query, "query");
        CheckRoom(loaded.Tokenizer, settings.Document, "document");
        var projection = new VectorProjection(layers, head.Width, options.Dimension ?? own, profile.IsNormalized);
        MultiVectorLog.Loaded(logger, loaded.ModelId, profile.Style, projection.Dimension, layers.Count, head.Name, settings.Query, settings.Document);
        if (settings.UnknownWords.Count > 0)
        {
            MultiVectorLog.UnknownSkiplistWords(logger, loaded.ModelId, string.Join(' ', settings.UnknownWords));
        }

        return new(loaded, profile, settings, projection, layers.Count > 0 ? Fingerprint(profile.Dense) : "");
    }

    // next-plaid's folders have no config.json; what it would say here, onnx_config.json says.
    private static ModelProfile ReadTransformer(string directory)
    {
        string config = Path.Combine(directory, "config.json");
        if (File.Exists(config) || ConfigSection.Read(Path.Combine(directory, "onnx_config.json")) is not { } plaid)
        {
            return ModelProfileReader.Read(directory);
        }

        return new() { Directory = directory, ModelType = plaid.Text("model_class") ?? "", PadTokenId = plaid.Integer("pad_token_id") };
    }

    // What tokenizer and sentence_bert_config.json say is what texts were cut to when the model was saved, which the lengths of the roles replace.
    private static int? PositionLimit(ModelProfile transformer, MultiVectorProfile profile)
    {
        int declared = Math.Max(Math.Max(profile.QueryLength ?? 0, profile.Expansion?.Length ?? 0), profile.DocumentLength ?? 0);
        return transformer.PositionLimit ?? (declared == 0 ? transformer.MaxLength : Math.Max(declared, transformer.MaxLength ?? 0));
    }

    private static void CheckRoom(Tokenizer tokenizer, TextLayout layout, string role)
    {
        int overhead = layout.Overhead(tokenizer);
        if (overhead == 0)
        {
            throw new NotSupportedException($"The model adds neither special tokens nor a marker to a {role}: an empty text would have no token. Such models are not supported.");
        }

        if (layout.MaxTokens <= overhead)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"A {role} of {layout.MaxTokens} tokens leaves no room for text beside {overhead} special tokens and markers. Set a larger length."));
        }
    }

    // Weights beside the graph, which the graph's own revision does not cover in a folder.
    private static string Fingerprint(IReadOnlyList<DenseProfile> layers) => string.Concat(layers.Select(layer =>
    {
        var file = new FileInfo(layer.WeightsPath);
        return string.Create(CultureInfo.InvariantCulture, $"dense={file.Length:x}-{file.LastWriteTimeUtc.Ticks:x};");
    }));
}
