namespace RerankKit.Triton;

/// <summary>Where a model is served, and how it is asked: Triton, or any other server of the KServe v2 protocol, over REST. Not thread-safe while it is changed; a model takes a copy.</summary>
public sealed class TritonOptions : GraphOptions
{
    /// <summary>The servers of the model, all of which serve it under the same name; one at least.</summary>
    /// <value>http or https addresses, for example <c>http://gpu-1:8000</c>; a path before <c>v2/</c> is allowed.</value>
    public IList<Uri> Endpoints { get; private set; } = [];

    /// <summary>The model's name on the server.</summary>
    /// <value>Default null: the name of the folder.</value>
    public string? ModelName { get; set; }

    /// <summary>The model's version on the server.</summary>
    /// <value>Default null: the server's choice, usually the latest.</value>
    public string? ModelVersion { get; set; }

    /// <summary>A token that is sent as <c>Authorization: Bearer</c>; in no message and no log of this library.</summary>
    /// <value>Default null: none.</value>
    public string? BearerToken { get; set; }

    /// <summary>Inputs that the server calls otherwise than exporters do: <c>input_ids</c>, <c>attention_mask</c>, <c>token_type_ids</c>, <c>position_ids</c> to the server's names.</summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> TensorNames { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether tensors are sent as bytes (Triton's binary tensor data extension) rather than as JSON numbers.</summary>
    /// <value>Default true. False for servers without the extension: three to six times as much to send, and no fp16 answers.</value>
    public bool UseBinaryTensors { get; set; } = true;

    /// <summary>How long a request may take, with all its attempts and pauses. A call may need several requests; its own limit is <see cref="RerankOptions.TimeBudget"/>.</summary>
    /// <value>More than zero, up to 1 day. Default 30 seconds.</value>
    public TimeSpan Timeout { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer that is read, in bytes.</summary>
    /// <value>1,024 or more. Default 64 MiB.</value>
    public int MaxAnswerBytes { get; set => field = Allow.AtLeast(value, 1024, "1,024 or more bytes"); } = 64 << 20;

    /// <summary>The most pairs or texts of one request.</summary>
    /// <value>1 or more. Default null: the <c>max_batch_size</c> of the model's configuration where the server tells it, else any number.</value>
    public int? MaxBatchSize { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for what the server allows"); }

    /// <summary>How requests are shared among the endpoints.</summary>
    /// <value>Null for none: all go to the first endpoint. Default: its defaults; unless set, ejected endpoints are probed by the model's readiness route.</value>
    public EndpointBalancingOptions? Balancing { get; set; } = new();

    /// <summary>How failed requests are sent again.</summary>
    /// <value>Null for none: a failure ends the call. Default: its defaults.</value>
    public TransientRetryOptions? Retry { get; set; } = new();

    /// <summary>When slow requests are sent a second time.</summary>
    /// <value>Default null: never. Worth it with several endpoints that are not fully loaded; see docs/scaling-out.md.</value>
    public HedgingOptions? Hedging { get; set; }

    /// <summary>Sends the attempts, below the handlers that the options name; it is not disposed.</summary>
    /// <value>Default null: connections of the model's own.</value>
    public HttpMessageHandler? Transport { get; set; }

    /// <summary>A client of the application's own, through which requests are sent as they are: balancing, retries and hedging are then its affair, and endpoints are not used. It is not disposed.</summary>
    /// <value>Default null: a client of the model's own. Its <see cref="HttpClient.BaseAddress"/> is the server's, with a slash at the end.</value>
    public HttpClient? HttpClient { get; set; }

    internal override bool IsInProcess => false;

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public TritonOptions Clone()
    {
        var copy = (TritonOptions)MemberwiseClone();
        copy.Endpoints = [.. Endpoints];
        copy.TensorNames = new Dictionary<string, string>(TensorNames, StringComparer.Ordinal);
        copy.Balancing = Balancing?.Clone();
        copy.Retry = Retry?.Clone();
        copy.Hedging = Hedging?.Clone();
        return copy;
    }

    internal override GraphOptions Copy() => Clone();

    internal override IGraph Open(GraphSource source) => new TritonGraph(this, source);
}
