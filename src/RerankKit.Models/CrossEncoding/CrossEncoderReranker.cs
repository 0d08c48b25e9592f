using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Models;

/// <summary>Scores every pair of query and document with a cross-encoder, as Hugging Face repositories publish it.</summary>
/// <remarks>
/// <para>
/// RerankKit.Onnx loads one that runs in this process (<c>CrossEncoderReranker.LoadAsync("org/model")</c>), RerankKit.Triton one whose graph a server runs (<c>CrossEncoderReranker.LoadServed</c>);
/// token sequences are sent there, never texts, and the logits that come back make the same ranking.
/// </para>
/// <para>
/// Inputs, label, activation, longest sequence and pair layout are read from the model's own files. Results are ordered by the raw logit; the
/// activation is applied after, in double. A pair's score does not depend on the other pairs, their order or the number of threads: to 1e-5 for fp32
/// graphs, and exactly where <see cref="InferenceOptions.IsolatePairs"/> holds, as it does by default for graphs that quantise as they run.
/// </para>
/// </remarks>
public sealed class CrossEncoderReranker : ModelReranker
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

    /// <summary>Loads a model whose options say what runs its graph.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="stored">The files as a store has found them; null where the graph need not be among them.</param>
    /// <param name="options">Options of the reranker's own.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures stages and time budgets; null for the system's clock.</param>
    internal static CrossEncoderReranker Create(string directory, StoredModel? stored, CrossEncoderOptions options, ILogger? logger, TimeProvider? timeProvider)
    {
        timeProvider ??= TimeProvider.System;
        ModelProfile profile = ModelProfileReader.Read(directory);
        int label = CrossEncoderChecks.Label(profile, options.Label);
        var model = new InferenceModel(
            typeof(CrossEncoderReranker),
            new(profile, stored, options, logger ?? NullLogger.Instance, timeProvider),
            padLeft: false,
            outputs => CrossEncoderChecks.Head(outputs, options.OutputName, profile, label));
        return model.OpenIfHere(() => new CrossEncoderReranker(model, options, options.Activation ?? profile.Activation, label, timeProvider));
    }

    private protected override ISequenceEncoder CreateEncoder(string query, RerankOptions? options) =>
        new PairEncoder(Tokenizer, _options, MaxLength, options?.MaxTokensPerDocument, query);
}
