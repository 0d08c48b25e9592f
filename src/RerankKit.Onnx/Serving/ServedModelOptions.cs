namespace RerankKit.Onnx;

/// <summary>Where a model is served, and how it is asked; common to all whose graph a server of the KServe v2 protocol runs.</summary>
public abstract class ServedModelOptions
{
    /// <summary>Makes options with the defaults.</summary>
    private protected ServedModelOptions()
    {
    }

    private protected ServedModelOptions(ServedModelOptions other)
    {
        foreach (Uri endpoint in other.Endpoints)
        {
            Endpoints.Add(endpoint);
        }

        foreach (KeyValuePair<string, string> name in other.TensorNames)
        {
            TensorNames.Add(name);
        }

        (ModelName, ModelVersion, BearerToken, OutputName) = (other.ModelName, other.ModelVersion, other.BearerToken, other.OutputName);
        (ModelId, Revision, UseBinaryTensors, Timeout) = (other.ModelId, other.Revision, other.UseBinaryTensors, other.Timeout);
        (MaxAnswerBytes, MaxLength, TokenBudget, MaxBatchSize) = (other.MaxAnswerBytes, other.MaxLength, other.TokenBudget, other.MaxBatchSize);
        (Concurrency, IsolatePairs, ParseSpecialTokens) = (other.Concurrency, other.IsolatePairs, other.ParseSpecialTokens);
        (Balancing, Retry, Hedging) = (other.Balancing?.Clone(), other.Retry?.Clone(), other.Hedging?.Clone());
    }

    /// <summary>The servers of the model, all of which serve it under the same name; one at least.</summary>
    /// <value>http or https addresses, for example <c>http://gpu-1:8000</c>; a path before <c>v2/</c> is allowed.</value>
    public IList<Uri> Endpoints { get; } = [];

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
    public IDictionary<string, string> TensorNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The output that is read, by the server's name.</summary>
    /// <value>Default null: the one that exporters call so: <c>logits</c> of a cross-encoder, vectors per token of a late-interaction encoder; or else the first that fits.</value>
    public string? OutputName { get; set; }

    /// <summary>The name that responses and metadata give the model.</summary>
    /// <value>Default null: the name on the server.</value>
    public string? ModelId { get; set; }

    /// <summary>The revision that metadata gives the model; part of what caches and stores keep apart, so set it or <see cref="ModelVersion"/> where served models change.</summary>
    /// <value>Default null: name and version on the server, and a digest of configuration and tokenizer in the folder.</value>
    public string? Revision { get; set; }

    /// <summary>Whether tensors are sent as bytes (Triton's binary tensor data extension) rather than as JSON numbers.</summary>
    /// <value>Default true. False for servers without the extension: three to six times as much to send, and no fp16 answers.</value>
    public bool UseBinaryTensors { get; set; } = true;

    /// <summary>How long a request may take, with all its attempts and pauses. A call may need several requests; its own limit is <see cref="RerankOptions.TimeBudget"/>.</summary>
    /// <value>More than zero, up to 1 day. Default 30 seconds.</value>
    public TimeSpan Timeout
    {
        get;
        set => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw Throw.OutOfRange(value, "more than zero, up to 1 day");
    } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer that is read, in bytes.</summary>
    /// <value>1,024 or more. Default 64 MiB.</value>
    public int MaxAnswerBytes
    {
        get;
        set => field = value < 1024 ? throw Throw.OutOfRange(value, "1,024 or more bytes") : value;
    } = 64 << 20;

    /// <summary>The longest pair or text.</summary>
    /// <value>Tokens, special tokens included; 8 or more, at most what the model's files allow. Default null: what they allow, but not more than 8,192.</value>
    public int? MaxLength
    {
        get;
        set => field = value is < 8 ? throw Throw.OutOfRange(value, "8 or more tokens, or null for the model's limit") : value;
    }

    /// <summary>Tokens of one request, padding included; a longer pair or text is sent alone.</summary>
    /// <value>1 or more. Default 4,096. For servers that run the model on a CPU 512 is better.</value>
    public int TokenBudget
    {
        get;
        set => field = value < 1 ? throw Throw.OutOfRange(value, "1 or more tokens") : value;
    } = 4096;

    /// <summary>The most pairs or texts of one request.</summary>
    /// <value>1 or more. Default null: the <c>max_batch_size</c> of the model's configuration where the server tells it, else any number.</value>
    public int? MaxBatchSize
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 or more, or null for what the server allows") : value;
    }

    /// <summary>Requests at a time, of all calls together. Each has a thread of its own.</summary>
    /// <value>From 1 to 256. Default null: two per endpoint.</value>
    public int? Concurrency
    {
        get;
        set => field = value is < 1 or > 256 ? throw Throw.OutOfRange(value, "from 1 to 256, or null for two per endpoint") : value;
    }

    /// <summary>Whether every pair or text is sent alone, for graphs that quantise as they run, whose numbers otherwise move with the batch.</summary>
    /// <value>Default false. A server that merges requests by itself (dynamic batching) undoes it.</value>
    public bool IsolatePairs { get; set; }

    /// <summary>Whether special tokens written out in a query or document are taken for special tokens.</summary>
    /// <value>Default false: a text cannot end its own segment.</value>
    public bool ParseSpecialTokens { get; set; }

    /// <summary>How requests are shared among the endpoints.</summary>
    /// <value>Null for no <see cref="EndpointBalancingHandler"/>: all go to the first endpoint. Default: its defaults; unless set, ejected endpoints are probed by the model's readiness route.</value>
    public EndpointBalancingOptions? Balancing { get; set; } = new();

    /// <summary>How failed requests are sent again.</summary>
    /// <value>Null for no <see cref="TransientRetryHandler"/>. Default: its defaults.</value>
    public TransientRetryOptions? Retry { get; set; } = new();

    /// <summary>When slow requests are sent a second time.</summary>
    /// <value>Default null: no <see cref="HedgingHandler"/>. Worth it with several endpoints that are not fully loaded; see docs/scaling-out.md.</value>
    public HedgingOptions? Hedging { get; set; }
}
