using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Onnx;

/// <summary>Asks a decoder, by the prompt it was trained with, whether a document answers the query: Qwen3-Reranker, bge-reranker-v2-gemma, mxbai-rerank-v2.</summary>
/// <remarks>
/// The graph may end in the whole vocabulary, in the two rows of the answers, or in one label; it may want position ids and empty past keys and
/// values. A graph cut down to two rows needs a fraction of the memory. The ranking is by the log-odds of the answer; the activation is applied after,
/// in double.
/// </remarks>
public sealed class DecoderReranker : OnnxReranker
{
    private readonly PromptTokens _prompt;
    private readonly string? _instruction;

    private DecoderReranker(InferenceModel model, PromptTokens prompt, DecoderRerankerOptions options, ScoreActivation activation, TimeProvider timeProvider)
        : base(
            model, "decoder", activation, Revisions.Decoder(model.Revision, model.MaxLength, activation, prompt.Template, options.Instruction), timeProvider)
    {
        _prompt = prompt;
        _instruction = options.Instruction;
    }

    /// <summary>Loads a model from a folder.</summary>
    /// <param name="directory">The folder, as Hugging Face publishes it: config.json, tokenizer files, <c>onnx/model.onnx</c> or <c>model.onnx</c>.</param>
    /// <param name="options">How to load and ask it; null for the defaults.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures stages and time budgets; null for the system's clock.</param>
    /// <returns>A reranker. The caller disposes it.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
    /// <exception cref="ModelStoreException">There is no ONNX file, or several that the names do not tell apart.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other, or the graph's output is none that can be read.</exception>
    /// <exception cref="NotSupportedException">No template is known for the model and none was given.</exception>
    /// <exception cref="OnnxRuntimeException">The native library refuses the graph or the execution provider.</exception>
    public static DecoderReranker Load(
        string directory, DecoderRerankerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null) =>
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
    public static DecoderReranker Load(
        StoredModel model, DecoderRerankerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = options?.Clone() ?? new();
        timeProvider ??= TimeProvider.System;
        ModelProfile profile = ModelProfileReader.Read(model.Directory);
        DecoderTemplate template = options.Template ?? DecoderTemplate.Of(profile)
            ?? throw new NotSupportedException(
                $"No prompt is known for models of the type '{profile.ModelType}'. Set {nameof(DecoderRerankerOptions)}.{nameof(DecoderRerankerOptions.Template)}; known are {string.Join(", ", DecoderTemplate.Known.Select(known => known.Name))}.");
        PromptTokens? prompt = null;
        var loaded = new InferenceModel(
            model,
            profile,
            options,
            padLeft: true,
            (session, tokenizer) =>
            {
                prompt = new(template, tokenizer, model.Directory);
                return new AnswerHead(
                    Math.Max(0, session.FindOutput("logits")), prompt.Positive, prompt.Negative, PositiveRow(profile), tokenizer.VocabularySize);
            },
            timeProvider,
            logger ?? NullLogger.Instance);
        try
        {
            loaded.Probe();
            return new(loaded, prompt!, options, options.Activation ?? template.Activation, timeProvider);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Whether a model is asked by prompt: a text generator, or one whose head was cut down to the answer.</summary>
    /// <param name="model">The model's files.</param>
    /// <returns>False for cross-encoders and for whatever else is no decoder.</returns>
    public static bool IsDecoder(StoredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelProfile profile = ModelProfileReader.Read(model.Directory);
        return profile.IsDecoder || (DecoderTemplate.Of(profile) is not null && profile.Architectures.Count > 0);
    }

    // Heads that were cut down to the answer have the rows (no, yes), as they are made; classifiers say which of their labels is which.
    private static int PositiveRow(ModelProfile profile) =>
        profile.Labels.Count != 2 ? 1
        : RelevantLabel.IndexOf(profile.Labels) is int named ? named
        : profile.IsDecoder ? 1
        : throw new NotSupportedException(
            $"'{profile.Directory}' has two labels ({string.Join(", ", profile.Labels)}), and neither name says that it means relevant (known are {RelevantLabel.Known}). Name them so in config.json's id2label.");

    private protected override ISequenceEncoder CreateEncoder(string query, RerankOptions? options) =>
        new PromptEncoder(_prompt, MaxLength, options?.MaxTokensPerDocument, query, options?.Instruction ?? _instruction);
}
