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

    private DecoderReranker(InferenceModel model, PromptTokens prompt, DecoderRerankerOptions options, TimeProvider timeProvider)
        : base(model, "decoder", options.Activation ?? prompt.Template.Activation, timeProvider)
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
    /// <exception cref="FileNotFoundException">config.json, the tokenizer or the graph is missing.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other, or the graph's output is none that can be read.</exception>
    /// <exception cref="NotSupportedException">No template is known for the model and none was given.</exception>
    /// <exception cref="OnnxRuntimeException">The native library refuses the graph or the execution provider.</exception>
    public static DecoderReranker Load(
        string directory, DecoderRerankerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        options = options?.Clone() ?? new();
        timeProvider ??= TimeProvider.System;
        ModelProfile profile = ModelProfileReader.Read(directory);
        DecoderTemplate template = options.Template ?? DecoderTemplate.Of(profile)
            ?? throw new NotSupportedException(
                $"No prompt is known for models of the type '{profile.ModelType}'. Set {nameof(DecoderRerankerOptions)}.{nameof(DecoderRerankerOptions.Template)}; known are {string.Join(", ", DecoderTemplate.Known.Select(known => known.Name))}.");
        PromptTokens? prompt = null;
        var model = new InferenceModel(
            profile,
            options,
            padLeft: true,
            (session, tokenizer) =>
            {
                prompt = new(template, tokenizer, directory);
                return new AnswerHead(Math.Max(0, session.FindOutput("logits")), prompt.Positive, prompt.Negative, tokenizer.VocabularySize);
            },
            timeProvider,
            logger ?? NullLogger.Instance);
        try
        {
            model.Probe();
            return new(model, prompt!, options, timeProvider);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private protected override ISequenceEncoder CreateEncoder(string query, RerankOptions? options) =>
        new PromptEncoder(_prompt, MaxLength, options?.MaxTokensPerDocument, query, options?.Instruction ?? _instruction);
}
