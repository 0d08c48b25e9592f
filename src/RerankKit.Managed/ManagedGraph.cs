namespace RerankKit.Managed;

/// <summary>An encoder that is computed here.</summary>
internal sealed class ManagedGraph : IGraph
{
    private const string LogitsName = "logits";
    private const string HiddenStatesName = "last_hidden_state";
    private readonly GraphSource _source;
    private readonly EncoderWeights _weights;
    private readonly Lock _wideGate = new();
    private readonly int _wideThreads;
    private readonly bool _firstTokenOnly;
    private ManagedRun? _wide;

    /// <summary>Reads the weights.</summary>
    public ManagedGraph(ManagedOptions options, GraphSource source)
    {
        _source = source;
        EncoderConfig config = EncoderConfig.Read(source.Profile);
        using ITensorSource tensors = ManagedModels.OpenWeights(source);
        Location = tensors.Location;
        Computation = tensors.IsQuantized ? ";widened=True" : "";
        _weights = EncoderWeights.Load(config, tensors, EncoderKernels.Preferred);
        _wideThreads = options.SinglePairThreads ?? Environment.ProcessorCount;
        _firstTokenOnly = options.FirstTokenOnly;
        Traits = new(Environment.ProcessorCount, config.Hidden > 512 ? 512 : 256, IsolatesSequences: false, IsBlocking: true) { SharesRuns = _wideThreads > 1 };
    }

    public string Provider => "managed";

    public string ModelName => _source.Stored?.Id ?? _source.FolderName;

    public string Location { get; }

    public string Files => _source.Stored?.Revision is { } revision
        ? $"{revision}:{Path.GetFileName(Location)}"
        : ContentFingerprint.Of(_source.Profile.Directory, [.. ManagedModels.FilesOf(_source), .. ModelFiles.Support(HubCache.ListFiles(_source.Profile.Directory))]);

    // A runtime that multiplies 8-bit weights as they are brings the other factors to 8 bits too.
    public string Computation { get; }

    public GraphTraits Traits { get; }

    private bool HasLogits => _weights.Head is not null;

    public ValueTask<GraphSignature> DescribeAsync(CancellationToken cancellationToken)
    {
        GraphTensor[] inputs = [Tokens("input_ids"), Tokens("attention_mask"), Tokens("token_type_ids")];
        var hidden = new GraphTensor(HiddenStatesName, GraphElementType.Float, [-1, -1, _weights.Config.Hidden], ["batch_size", "sequence_length", null]);
        var logits = new GraphTensor(LogitsName, GraphElementType.Float, [-1, _weights.Config.Labels], ["batch_size", null]);
        return new(new GraphSignature(inputs, HasLogits ? [logits, hidden] : [hidden]));
    }

    public IGraphRun CreateRun(int output) => CreateRun(output, 1);

    public IGraphRun? CreateWideRun(int output)
    {
        if (_wideThreads <= 1)
        {
            return null;
        }

        lock (_wideGate)
        {
            return new SharedRun(_wide ??= CreateRun(output, _wideThreads));
        }
    }

    public bool IsRefusal(Exception exception) => exception is InvalidDataException;

    public void Dispose()
    {
        _wide?.Dispose();
        _weights.Dispose();
    }

    private ManagedRun CreateRun(int output, int threads) => new(_weights, HasLogits && output == 0, threads, _firstTokenOnly);

    private static GraphTensor Tokens(string name) => new(name, GraphElementType.Int64, [-1, -1], ["batch_size", "sequence_length"]);
}
