namespace RerankKit.Onnx;

/// <content>Loading.</content>
public sealed partial class RemoteCrossEncoderReranker
{
    private RemoteCrossEncoderReranker(string directory, RemoteCrossEncoderOptions options, Func<RemoteCrossEncoderOptions, KServeSettings, HttpClient> client, bool ownsClient, TimeProvider timeProvider)
    {
        ModelProfile profile = ModelProfileReader.Read(directory);
        int label = CrossEncoderChecks.Label(profile, options.Label);
        Tokenizer = HuggingFaceTokenizer.Load(directory, new() { ParseSpecialTokens = options.ParseSpecialTokens });
        ModelLimits.CheckVocabulary(profile, Tokenizer);
        MaxLength = ModelLimits.Length(profile, options.MaxLength);
        var settings = KServeSettings.Of(options, directory);
        _timeProvider = timeProvider;
        _pairs = new() { Truncation = options.Truncation, QueryShare = options.QueryShare };
        _activation = options.Activation ?? profile.Activation;
        _modelId = options.ModelId ?? settings.Model;
        HttpClient http = client(options, settings);
        _ownedClient = ownsClient ? http : null;
        _client = new(http, settings, timeProvider);
        _model = new(
            GetType(),
            _client,
            profile,
            options,
            outputs => CrossEncoderChecks.Head(outputs, options.OutputName, profile, label),
            (graph, _) => Task.FromResult(new SequenceScoring(graph.Scheduler, timeProvider)),
            timeProvider);
        _metadata = new("triton")
        {
            ProviderUri = options.Endpoints.Count > 0 ? options.Endpoints[0] : http.BaseAddress,
            DefaultModelId = _modelId,
            Revision = Revisions.CrossEncoder(
                settings.GraphRevision(options, directory), MaxLength, _activation, label, options.Truncation, options.QueryShare),
            ScoreKind = ScoredRanking.KindOf(_activation),
            KeepsTimeBudget = true,
        };
    }

    /// <summary>Loads what the client needs of a model, and puts the handlers of the options around a transport.</summary>
    /// <param name="directory">The model's folder, as Hugging Face publishes it: config.json and the tokenizer's files. The graph may be missing.</param>
    /// <param name="options">Where the model is served, under which name; one endpoint at least.</param>
    /// <param name="transport">Sends the attempts, and is not disposed; null for connections of its own.</param>
    /// <param name="timeProvider">Measures stages, timeouts, pauses; null for the system's clock.</param>
    /// <returns>A reranker. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">No endpoint is named, or one is no address.</exception>
    /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model is no cross-encoder.</exception>
    public static RemoteCrossEncoderReranker Load(
        string directory, RemoteCrossEncoderOptions options, HttpMessageHandler? transport = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(options);
        ServingHandlers.RequireEndpoints(options, nameof(options));
        TimeProvider clock = timeProvider ?? TimeProvider.System;
        return new(directory, options.Clone(), (copy, settings) => ServingHandlers.Client(copy, settings, transport, clock), ownsClient: true, clock);
    }

    /// <summary>Loads what the client needs of a model, and sends through a client as it is: balancing, retries and hedging are then the client's affair.</summary>
    /// <param name="directory">The model's folder, as Hugging Face publishes it: config.json and the tokenizer's files. The graph may be missing.</param>
    /// <param name="httpClient">Sends the requests; not disposed. Its <see cref="HttpClient.BaseAddress"/> is the server's.</param>
    /// <param name="options">Under which name the model is served; its endpoints and handlers are not used.</param>
    /// <param name="timeProvider">Measures stages and timeouts; null for the system's clock.</param>
    /// <returns>A reranker. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The client has no base address.</exception>
    /// <exception cref="FileNotFoundException">config.json or the tokenizer is missing.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model is no cross-encoder.</exception>
    public static RemoteCrossEncoderReranker Load(
        string directory, HttpClient httpClient, RemoteCrossEncoderOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ServingHandlers.RequireAddress(httpClient, nameof(httpClient));
        return new(directory, options?.Clone() ?? new(), (_, _) => httpClient, ownsClient: false, timeProvider ?? TimeProvider.System);
    }
}
