using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>A graph that ONNX Runtime runs in this process.</summary>
internal sealed partial class OnnxGraph : IGraph
{
    private const int SmallHiddenSize = 512;
    private const long SecondSessionFileLimit = 512L << 20;
    private readonly List<OnnxSession> _sessions = [];
    private readonly StoredModel _stored;
    private readonly OnnxSessionOptions _options;
    private readonly ILogger _logger;
    private readonly FirstTokenGraph _firstToken;
    private readonly Lock _wideGate = new();
    private readonly int _wideThreads;
    private readonly bool _isCpu;
    private int _runs;
    private OnnxSession? _wide;

    /// <summary>Opens the sessions.</summary>
    public OnnxGraph(OnnxSessionOptions options, GraphSource source)
    {
        CheckOwnSession(options);
        _stored = source.Stored ?? throw new InvalidOperationException($"'{source.Profile.Directory}' was not searched for an ONNX graph.");
        if (SafetensorsFiles.IsName(_stored.OnnxFile))
        {
            throw new ModelStoreException(ModelStoreError.FileNotFound, $"'{_stored.Directory}' has no ONNX file but {_stored.OnnxFile}, which ONNX Runtime does not read. Export it (optimum-cli export onnx).");
        }

        _options = options;
        _logger = source.Logger;
        ModelName = _stored.Id ?? source.FolderName;
        bool isQuantizedAsItRuns = GraphOperators.Read(Location).Contains("DynamicQuantizeLinear");
        _firstToken = FirstToken(source);
        try
        {
            for (int i = 0; i < options.Count; i++)
            {
                _sessions.Add(OnnxSession.Open(Location, Threads(1), _logger, _firstToken));
            }
        }
        catch
        {
            _sessions.ForEach(session => session.Dispose());
            throw;
        }

        _isCpu = _sessions[0].ExecutionProvider.StartsWith("CPU", StringComparison.OrdinalIgnoreCase);
        _wideThreads = options.SinglePairThreads
            ?? (_isCpu && new FileInfo(Location).Length < SecondSessionFileLimit && options is { IntraOpThreads: null, InferenceSession: null } ? Environment.ProcessorCount : 1);
        Traits = new(
            _isCpu ? Environment.ProcessorCount : options.Count,
            !_isCpu ? 16_384 : source.Profile.HiddenSize > SmallHiddenSize ? 512 : 256,
            isQuantizedAsItRuns && _isCpu,
            IsBlocking: true);
    }

    public string Provider => "onnx";

    public string ModelName { get; }

    public string Location => _stored.OnnxPath;

    public string Files => _stored.Revision is null ? ContentFingerprint.Of(_stored) : $"{_stored.Revision}:{_stored.OnnxFile}";

    public string Computation => SessionRevision.Of(_options, _isCpu);

    public GraphTraits Traits { get; }

    public ValueTask<GraphSignature> DescribeAsync(CancellationToken cancellationToken) => new(new GraphSignature(_sessions[0].Inputs, _sessions[0].Outputs));

    // One after the other, so that each worker keeps to its session.
    public IGraphRun CreateRun(int output) => _sessions[(Interlocked.Increment(ref _runs) - 1) % _sessions.Count].CreateRun([output]);

    public IGraphRun? CreateWideRun(int output)
    {
        if (_wideThreads <= 1)
        {
            return null;
        }

        lock (_wideGate)
        {
            return (_wide ??= OnnxSession.Open(Location, Threads(_wideThreads), _logger, _firstToken)).CreateRun([output]);
        }
    }

    public bool IsRefusal(Exception exception) => exception is OnnxException;

    public void Dispose()
    {
        _sessions.ForEach(session => session.Dispose());
        _wide?.Dispose();
    }

    // Other providers take a graph's file apart in ways of their own.
    private FirstTokenGraph FirstToken(GraphSource source)
    {
        if (!_options.FirstTokenOnly || _options.InferenceSession is not null || _options.ExecutionProviders.Count > 0 || source.Options is not CrossEncoderOptions)
        {
            return FirstTokenGraph.AsItIs("it is not asked for");
        }

        FirstTokenGraph graph = FirstTokenRewriting.Rewrite(Location);
        if (graph.Refusal is { } refusal)
        {
            AllTokens(_logger, ModelName, refusal);
        }
        else
        {
            FirstTokenAlone(_logger, ModelName, graph.Operators);
        }

        return graph;
    }

    private OnnxSessionOptions Threads(int threads)
    {
        OnnxSessionOptions session = _options.Clone();
        session.IntraOpThreads ??= threads;
        return session;
    }

    private static void CheckOwnSession(OnnxSessionOptions options)
    {
        if (options.InferenceSession is not null && (options.Count > 1 || options.SinglePairThreads > 1 || options.SessionOptionsFactory is not null))
        {
            throw new ArgumentException(
                Invariant(
                    $"Session.InferenceSession is the application's own, so that nothing is opened here: Session.Count ({options.Count}), Session.SinglePairThreads and Session.SessionOptionsFactory would do nothing. Leave them out, or leave out the session."),
                nameof(options));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model}: the last layer is computed for the first token alone, which is all that its head reads; {Operators} operators of the graph were changed.")]
    private static partial void FirstTokenAlone(ILogger logger, string model, int operators);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model}: the last layer is computed for all tokens, and the graph is run as it is: {Reason}.")]
    private static partial void AllTokens(ILogger logger, string model, string reason);
}
