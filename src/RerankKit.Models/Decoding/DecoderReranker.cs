using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Models;

/// <summary>Asks a decoder, by the prompt it was trained with, whether a document answers the query: Qwen3-Reranker, bge-reranker-v2-gemma, mxbai-rerank-v2.</summary>
/// <remarks>
/// The graph may end in the whole vocabulary, in the two rows of the answers, or in one label; it may want position ids and empty past keys and
/// values. A graph cut down to two rows needs a fraction of the memory. The ranking is by the log-odds of the answer; the activation is applied after,
/// in double.
/// </remarks>
public sealed class DecoderReranker : ModelReranker
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

    /// <summary>Loads a model whose options say what runs its graph.</summary>
    /// <inheritdoc cref="CrossEncoderReranker.Create"/>
    internal static DecoderReranker Create(string directory, StoredModel? stored, DecoderRerankerOptions options, ILogger? logger, TimeProvider? timeProvider)
    {
        timeProvider ??= TimeProvider.System;
        ModelProfile profile = ModelProfileReader.Read(directory);
        DecoderTemplate template = options.Template ?? DecoderTemplate.Of(profile)
            ?? throw new NotSupportedException(
                $"No prompt is known for models of the type '{profile.ModelType}'. Set {nameof(DecoderRerankerOptions)}.{nameof(DecoderRerankerOptions.Template)}; known are {string.Join(", ", DecoderTemplate.Known.Select(known => known.Name))}.");
        PromptTokens? prompt = null;
        int vocabulary = 0;
        var model = new InferenceModel(
            typeof(DecoderReranker),
            new(profile, stored, options, logger ?? NullLogger.Instance, timeProvider),
            padLeft: true,
            outputs => new AnswerHead(AnswerHead.Find(outputs, options.OutputName), prompt!.Positive, prompt.Negative, PositiveRow(profile), vocabulary));
        return model.OpenIfHere(
            () => new DecoderReranker(model, prompt!, options, options.Activation ?? template.Activation, timeProvider),
            () => (prompt, vocabulary) = (new(template, model.Tokenizer, directory), model.Tokenizer.VocabularySize));
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
