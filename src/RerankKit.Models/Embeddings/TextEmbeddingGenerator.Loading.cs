using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Models;

/// <content>From a folder to a generator.</content>
public sealed partial class TextEmbeddingGenerator
{
    /// <summary>Loads a model whose options say what runs its graph.</summary>
    /// <inheritdoc cref="CrossEncoderReranker.Create"/>
    internal static TextEmbeddingGenerator Create(string directory, StoredModel? stored, TextEmbeddingOptions options, ILogger? logger, TimeProvider? timeProvider)
    {
        logger ??= NullLogger.Instance;
        ModelProfile transformer = ModelProfileReader.Read(directory);
        EmbeddingProfile profile = With(EmbeddingProfileReader.Read(directory), options);
        CheckKind(transformer);
        VectorHead? head = null;
        string location = directory;
        var model = new InferenceModel(
            typeof(TextEmbeddingGenerator),
            new(transformer, stored, options, logger, timeProvider ?? TimeProvider.System),
            padLeft: false,
            outputs => head = FindHead(outputs, options, location));
        location = model.Location;
        VectorProjection? projection = null;
        model.Complete = async (scheduler, cancellationToken) =>
        {
            await model.ProbeAsync(scheduler, cancellationToken).ConfigureAwait(false);
            projection = Project(profile, head!, options);
        };
        return model.OpenIfHere(
            () =>
            {
                var generator = new TextEmbeddingGenerator(model, profile, options.Dimension, () => (head?.IsPooled == true, projection));
                EmbeddingLog.Loaded(logger, model.ModelId, string.Join(" and ", profile.Pooling), projection?.Dimension, profile.Dense.Count, model.MaxLength);
                return generator;
            },
            () =>
            {
                if (model.MaxLength <= model.Tokenizer.SpecialTokenCount(pair: false))
                {
                    throw new InvalidDataException($"A text of {model.MaxLength} tokens leaves no room beside the special tokens. Set a larger {nameof(options.MaxLength)}.");
                }
            });
    }

    private static EmbeddingProfile With(EmbeddingProfile profile, TextEmbeddingOptions options) => profile with
    {
        Pooling = options.Pooling is { } pooling ? [pooling] : profile.Pooling,
        IsNormalized = options.Normalize ?? profile.IsNormalized,
        QueryPrompt = options.QueryPrompt ?? profile.QueryPrompt,
        DocumentPrompt = options.DocumentPrompt ?? profile.DocumentPrompt,
    };

    private static void CheckKind(ModelProfile transformer)
    {
        if (transformer.Architectures.FirstOrDefault(name => name.EndsWith("ForSequenceClassification", StringComparison.Ordinal)) is { } classifier)
        {
            throw new NotSupportedException($"'{transformer.Directory}' is a {classifier}, not an embedding model: load it with {nameof(CrossEncoderReranker)}.");
        }
    }

    // Hidden states first: what a graph pools by itself may be another way than the files say.
    private static VectorHead FindHead(IReadOnlyList<GraphTensor> outputs, TextEmbeddingOptions options, string location)
    {
        bool hasTokens = outputs.Any(output => output.Shape.Length == 3 && (options.OutputName is null || output.Name == options.OutputName));
        if (hasTokens || VectorHead.OfTexts(outputs, options.OutputName) is not { } pooled)
        {
            return VectorHead.OfTokens(outputs, options.OutputName, location);
        }

        return options.Pooling is null ? pooled : throw new ArgumentException(
            $"{nameof(options.Pooling)} is {options.Pooling}, but the graph pools by itself: its output '{pooled.Name}' has one row per text. Leave it null, or give a graph that puts out the hidden states.");
    }

    private static VectorProjection Project(EmbeddingProfile profile, VectorHead head, TextEmbeddingOptions options)
    {
        // What puts out the vector of a text has the layers in it.
        bool isWhole = head.IsPooled;
        int inputs = isWhole ? head.Width : head.Width * profile.Pooling.Count;
        IReadOnlyList<DenseLayer> layers = isWhole ? [] : DenseLayers.Load(profile.Dense, head.Name, inputs, profile.Dense is [.., var last] ? last.Outputs : null);
        int own = layers.Count > 0 ? layers[^1].Outputs : inputs;
        return options.Dimension > own
            ? throw new ArgumentException(Invariant($"{nameof(options.Dimension)} is {options.Dimension}, but the model's vectors have {own} numbers."), nameof(options))
            : new(layers, inputs, options.Dimension ?? own, profile.IsNormalized);
    }
}
