using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Onnx;

/// <content>Loading.</content>
public sealed partial class RemoteMultiVectorEncoder
{
    private RemoteMultiVectorEncoder(
        string directory,
        RemoteMultiVectorEncoderOptions options,
        Func<RemoteMultiVectorEncoderOptions, KServeSettings, HttpClient> client,
        bool ownsClient,
        ILogger? logger,
        TimeProvider timeProvider)
    {
        var files = MultiVectorFiles.Read(directory);
        ModelProfile profile = files.Graph;
        var tokenizer = HuggingFaceTokenizer.Load(directory, new() { ParseSpecialTokens = options.ParseSpecialTokens });
        ModelLimits.CheckVocabulary(profile, tokenizer);
        _texts = new(files, tokenizer, ModelLimits.Length(profile, options.MaxLength), options);
        int dimension = options.Dimension ?? files.Profile.Dimension ?? profile.HiddenSize
            ?? throw new ArgumentException($"The files in '{directory}' do not say how many numbers a vector has. Set {nameof(options.Dimension)}.", nameof(options));
        var settings = KServeSettings.Of(options, directory);
        logger ??= NullLogger.Instance;
        MultiVectorLog.LoadedServed(logger, settings.Model, _texts.Settings.Summary, dimension);
        MultiVectorLog.UnknownWords(logger, settings.Model, _texts.Settings);
        HttpClient http = client(options, settings);
        _ownedClient = ownsClient ? http : null;
        _client = new(http, settings, timeProvider);
        TokenVectorHead? head = null;
        _model = new(
            GetType(),
            _client,
            profile,
            options,
            outputs => head = TokenVectorHead.Find(outputs, options.OutputName, settings.Model),
            async (graph, cancellationToken) =>
            {
                await SequenceProbe.RunAsync(graph.Scheduler, tokenizer, cancellationToken).ConfigureAwait(false);
                return Project(files, head!, options.Dimension, dimension);
            },
            timeProvider);
        _metadata = new("triton", dimension)
        {
            ProviderUri = options.Endpoints.Count > 0 ? options.Endpoints[0] : http.BaseAddress,
            ModelId = options.ModelId ?? settings.Model,
            Revision = Revisions.MultiVector(settings.GraphRevision(options, directory), files.DenseWeights(), dimension, _texts.Settings),
            IsNormalized = files.Profile.IsNormalized && _texts.Settings.Pooling is null,
            MaxQueryTokens = _texts.Settings.Query.MaxTokens,
            MaxDocumentTokens = _texts.Settings.Document.MaxTokens,
        };
    }

    /// <summary>Loads what the client needs of a model, and puts the handlers of the options around a transport.</summary>
    /// <param name="directory">The model's folder, as Hugging Face publishes it: configuration, tokenizer files, and the dense layers' weights unless the served graph holds them. The graph may be missing.</param>
    /// <param name="options">Where the model is served, under which name; one endpoint at least.</param>
    /// <param name="transport">Sends the attempts, and is not disposed; null for connections of its own.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures timeouts and pauses; null for the system's clock.</param>
    /// <returns>An encoder. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">No endpoint is named, one is no address, or options contradict each other or the model.</exception>
    /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model is none for late interaction, or asks for something that is not supported; the message names it.</exception>
    public static RemoteMultiVectorEncoder Load(
        string directory, RemoteMultiVectorEncoderOptions options, HttpMessageHandler? transport = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(options);
        ServingHandlers.RequireEndpoints(options, nameof(options));
        TimeProvider clock = timeProvider ?? TimeProvider.System;
        return new(directory, options.Clone(), (copy, settings) => ServingHandlers.Client(copy, settings, transport, clock), ownsClient: true, logger, clock);
    }

    /// <summary>Loads what the client needs of a model, and sends through a client as it is: balancing, retries and hedging are then the client's affair.</summary>
    /// <param name="directory">The model's folder, as Hugging Face publishes it: configuration, tokenizer files, and the dense layers' weights unless the served graph holds them. The graph may be missing.</param>
    /// <param name="httpClient">Sends the requests; not disposed. Its <see cref="HttpClient.BaseAddress"/> is the server's.</param>
    /// <param name="options">Under which name the model is served; its endpoints and handlers are not used.</param>
    /// <param name="logger">Receives what was decided; null for none.</param>
    /// <param name="timeProvider">Measures timeouts; null for the system's clock.</param>
    /// <returns>An encoder. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The client has no base address, or options contradict each other or the model.</exception>
    /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model is none for late interaction, or asks for something that is not supported; the message names it.</exception>
    public static RemoteMultiVectorEncoder Load(
        string directory, HttpClient httpClient, RemoteMultiVectorEncoderOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ServingHandlers.RequireAddress(httpClient, nameof(httpClient));
        return new(directory, options?.Clone() ?? new(), (_, _) => httpClient, ownsClient: false, logger, timeProvider ?? TimeProvider.System);
    }

    // Stores have been told the dimension before the server was asked.
    private static VectorProjection Project(MultiVectorFiles files, TokenVectorHead head, int? wanted, int dimension)
    {
        VectorProjection projection = files.Projection(head, wanted);
        return projection.Dimension == dimension ? projection : throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture,
            $"The served graph's output '{head.Name}' gives vectors of {projection.Dimension} numbers, the files in '{files.Transformer.Directory}' say {dimension}. Serve the graph of that folder, or set {nameof(RemoteMultiVectorEncoderOptions.Dimension)}."));
    }
}
