using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Onnx;

/// <summary>Scores every pair of query and document with a cross-encoder: an ONNX graph as Hugging Face repositories publish it.</summary>
/// <remarks>
/// Inputs, label, activation, longest sequence and pair layout are read from the model's own files. Results are ordered by the raw logit; the
/// activation is applied after, in double. A pair's score does not depend on the other pairs, their order or the number of threads: to 1e-5 for fp32
/// graphs, and exactly where <see cref="InferenceOptions.IsolatePairs"/> holds, as it does by default for graphs that quantise as they run.
/// </remarks>
public sealed class CrossEncoderReranker : OnnxReranker
{
    private readonly CrossEncoderOptions _options;

    private CrossEncoderReranker(InferenceModel model, CrossEncoderOptions options, ScoreActivation activation, int label, TimeProvider timeProvider)
        : base(
            model,
            "cross-encoder",
            activation,
            Revisions.CrossEncoder(model.Revision, model.MaxLength, activation, label, options.Truncation, options.QueryShare),
            timeProvider) =>
        _options = options;

    /// <summary>Loads a model from a folder.</summary>
    /// <param name="directory">The folder, as Hugging Face publishes it: config.json, tokenizer files, <c>onnx/model.onnx</c> or <c>model.onnx</c>.</param>
    /// <param name="options">How to load and run it; null for the defaults.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures stages and time budgets; null for the system's clock.</param>
    /// <returns>A reranker. The caller disposes it.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
    /// <exception cref="ModelStoreException">There is no ONNX file, or several that the names do not tell apart.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other, or the graph has no classification head.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind that this reranker does not run; the message says what to take instead.</exception>
    /// <exception cref="OnnxRuntimeException">The native library refuses the graph or the execution provider.</exception>
    public static CrossEncoderReranker Load(
        string directory, CrossEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null) =>
        Load(ModelFolder.Open(directory, options?.Source), options, logger, timeProvider);

    /// <summary>Loads a model from the files that a store has found.</summary>
    /// <param name="model">The files, from <see cref="ModelStore.ResolveAsync"/>.</param>
    /// <param name="options">How to load and run it; null for the defaults.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures stages and time budgets; null for the system's clock.</param>
    /// <returns>A reranker. The caller disposes it.</returns>
    /// <exception cref="InvalidDataException">The files contradict each other, or the graph's output is none that can be read.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind that this reranker does not run; the message says what to do.</exception>
    /// <exception cref="OnnxRuntimeException">The native library refuses the graph or the execution provider.</exception>
    public static CrossEncoderReranker Load(
        StoredModel model, CrossEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = options?.Clone() ?? new();
        timeProvider ??= TimeProvider.System;
        ModelProfile profile = ModelProfileReader.Read(model.Directory);
        int label = CrossEncoderChecks.Label(profile, options.Label);
        var loaded = new InferenceModel(
            model,
            profile,
            options,
            padLeft: false,
            (session, _) => CrossEncoderChecks.Head(session, profile, label),
            timeProvider,
            logger ?? NullLogger.Instance);
        try
        {
            loaded.Probe();
            return new(loaded, options, options.Activation ?? profile.Activation, label, timeProvider);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private protected override ISequenceEncoder CreateEncoder(string query, RerankOptions? options) =>
        new PairEncoder(Tokenizer, _options, MaxLength, options?.MaxTokensPerDocument, query);
}
