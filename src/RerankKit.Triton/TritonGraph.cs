using System.Globalization;

namespace RerankKit.Triton;

/// <summary>A graph that Triton, or another server of the KServe v2 protocol, runs.</summary>
internal sealed class TritonGraph : IGraph
{
    private const int MaxConcurrency = 256;
    private const int TokenBudget = 4096;
    private readonly TritonOptions _options;
    private readonly KServeSettings _settings;
    private readonly HttpClient _http;
    private readonly string _directory;
    private KServeModel? _model;
    private long _requests;

    /// <summary>Makes the client; nothing is asked yet.</summary>
    public TritonGraph(TritonOptions options, GraphSource source)
    {
        if (source.Options.HasSource)
        {
            throw new ArgumentException($"{nameof(InferenceOptions.Source)} says which files are wanted, but the server has the graph. Leave it out.", nameof(source));
        }

        if (source.Options.Concurrency > MaxConcurrency)
        {
            throw Throw.OutOfRange(source.Options.Concurrency, $"from 1 to {MaxConcurrency} requests at a time, or null for two per endpoint", nameof(InferenceOptions.Concurrency));
        }

        _options = options;
        _directory = source.Profile.Directory;
        _settings = KServeSettings.Of(options, source.FolderName);
        _http = options.HttpClient ?? ServingHandlers.Client(options, _settings, source.TimeProvider);
        Client = new(_http, _settings, source.TimeProvider);
        Traits = new(Math.Max(2, 2 * options.Endpoints.Count), TokenBudget, IsolatesSequences: false, IsBlocking: false);
    }

    public string Provider => "triton";

    public Uri? Address => _options.Endpoints.Count > 0 ? _options.Endpoints[0] : _http.BaseAddress;

    public string ModelName => _settings.Model;

    public string Location => _settings.Model;

    // Its name and version on the server, and what is read from the folder.
    public string Files => $"{_settings.Model}:{_settings.Version ?? "latest"};{ContentFingerprint.OfSupport(_directory)}";

    public GraphTraits Traits { get; }

    /// <summary>Asks the server.</summary>
    public KServeClient Client { get; }

    /// <summary>Whether tensors follow the JSON of a request as bytes rather than being part of it.</summary>
    public bool IsBinary => _options.UseBinaryTensors;

    public async ValueTask<GraphSignature> DescribeAsync(CancellationToken cancellationToken)
    {
        _model = await Client.GetModelAsync(cancellationToken).ConfigureAwait(false);
        int? maxBatchSize = _options.MaxBatchSize ?? await Client.GetMaxBatchSizeAsync(cancellationToken).ConfigureAwait(false);
        return new([.. _model.Inputs.Select(Rename)], _model.Outputs, maxBatchSize ?? int.MaxValue);
    }

    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Client.IsReadyAsync(cancellationToken);

    public IGraphRun CreateRun(int output) => new TritonRun(this, _model!.Inputs, _model.Outputs[output].Name);

    /// <summary>An id for the next request.</summary>
    public string NextId() => Interlocked.Increment(ref _requests).ToString("x", CultureInfo.InvariantCulture);

    public void Dispose()
    {
        if (_options.HttpClient is null)
        {
            _http.Dispose();
        }
    }

    private GraphTensor Rename(GraphTensor input)
    {
        if (input.Name.StartsWith("past_key_values", StringComparison.Ordinal) || input.Name == "use_cache_branch")
        {
            throw new NotSupportedException("The served graph is a decoder's, with past keys and values. Serve one that was exported without them.");
        }

        string? name = _options.TensorNames.FirstOrDefault(pair => pair.Value == input.Name).Key;
        return name is null ? input : input with { Name = name };
    }
}
