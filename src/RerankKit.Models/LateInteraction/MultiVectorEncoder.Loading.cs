using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Models;

/// <content>From a folder to an encoder.</content>
public sealed partial class MultiVectorEncoder
{
    /// <summary>Loads a model whose options say what runs its graph.</summary>
    /// <inheritdoc cref="CrossEncoderReranker.Create"/>
    internal static MultiVectorEncoder Create(string directory, StoredModel? stored, MultiVectorEncoderOptions options, ILogger? logger, TimeProvider? timeProvider)
    {
        logger ??= NullLogger.Instance;
        var files = MultiVectorFiles.Read(directory, options.AcceptEmbeddingModel);
        VectorHead? head = null;
        string location = directory;
        var model = new InferenceModel(
            typeof(MultiVectorEncoder),
            new(files.Graph, stored, options, logger, timeProvider ?? TimeProvider.System),
            padLeft: false,
            outputs => head = VectorHead.OfTokens(outputs, options.OutputName, location));
        location = model.Location;
        VectorProjection? projection = null;
        MultiVectorTexts? texts = null;
        int? dimension = null;
        model.Complete = async (scheduler, cancellationToken) =>
        {
            await model.ProbeAsync(scheduler, cancellationToken).ConfigureAwait(false);
            projection = Project(files, head!, options.Dimension, dimension);
        };
        return model.OpenIfHere(
            () =>
            {
                dimension ??= projection!.Dimension;
                if (projection is { } known)
                {
                    MultiVectorLog.Loaded(logger, model.ModelId, texts!.Settings.Summary, known.Dimension, known.Layers, head!.Name);
                }
                else
                {
                    MultiVectorLog.LoadedServed(logger, model.ModelId, texts!.Settings.Summary, dimension.Value);
                }

                MultiVectorLog.UnknownWords(logger, model.ModelId, texts.Settings);
                return new MultiVectorEncoder(model, files, texts, () => projection!, dimension.Value, projection?.Layers);
            },
            () =>
            {
                texts = new(files, model.Tokenizer, model.MaxLength, options);
                if (!model.IsInProcess)
                {
                    // Stores are told the dimension before the server is asked.
                    dimension = options.Dimension ?? files.Profile.Dimension ?? files.Graph.HiddenSize
                        ?? throw new ArgumentException($"The files in '{directory}' do not say how many numbers a vector has. Set {nameof(options.Dimension)}.", nameof(options));
                }
            });
    }

    private static VectorProjection Project(MultiVectorFiles files, VectorHead head, int? wanted, int? declared)
    {
        VectorProjection projection = files.Projection(head, wanted);
        return declared is null || projection.Dimension == declared ? projection : throw new InvalidDataException(Invariant(
            $"The served graph's output '{head.Name}' gives vectors of {projection.Dimension} numbers, the files in '{files.Transformer.Directory}' say {declared}. Serve the graph of that folder, or set {nameof(MultiVectorEncoderOptions.Dimension)}."));
    }
}
