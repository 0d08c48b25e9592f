namespace RerankKit.Onnx;

/// <summary>How a graph is loaded and how its batches are put together; common to all rerankers that run one.</summary>
public abstract class InferenceOptions
{
    /// <summary>Makes options with the defaults.</summary>
    private protected InferenceOptions()
    {
    }

    private protected InferenceOptions(InferenceOptions other)
    {
        Source = other.Source;
        ModelId = other.ModelId;
        Revision = other.Revision;
        MaxLength = other.MaxLength;
        Concurrency = other.Concurrency;
        Sessions = other.Sessions;
        TokenBudget = other.TokenBudget;
        IsolatePairs = other.IsolatePairs;
        SinglePairThreads = other.SinglePairThreads;
        ParseSpecialTokens = other.ParseSpecialTokens;
        WarmUpOnStart = other.WarmUpOnStart;
        Session = other.Session.Clone();
    }

    /// <summary>Which of the model's files are wanted: revision, precision or a named ONNX file, pinned hashes, licence.</summary>
    /// <value>Default: the main revision; fp32 on the CPU, where it is exact, fp16 on a GPU.</value>
    public ModelRequest Source
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new();

    /// <summary>The name that responses and metadata give the model.</summary>
    /// <value>Default null: the hub's id, or the folder's name.</value>
    public string? ModelId { get; set; }

    /// <summary>The revision that metadata gives the model; part of what a cache keys scores by.</summary>
    /// <value>Default null: the hub's commit, or a digest of the files' content, which is the same on every machine.</value>
    public string? Revision { get; set; }

    /// <summary>The longest pair.</summary>
    /// <value>Tokens, special tokens included; 8 or more, at most what the model's files allow. Default null: what they allow, but not more than 8,192.</value>
    public int? MaxLength
    {
        get;
        set => field = value is < 8 ? throw Throw.OutOfRange(value, "8 or more tokens, or null for the model's limit") : value;
    }

    /// <summary>Runs at a time.</summary>
    /// <value>1 or more. Default null: one per processor on the CPU, each with one thread, which is the fastest there; 1 on other devices.</value>
    public int? Concurrency
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 or more, or null for one per processor") : value;
    }

    /// <summary>Sessions that share the runs. More than one costs the model's memory again each time; for devices on which runs of one session wait for each other.</summary>
    /// <value>1 or more. Default 1.</value>
    public int Sessions
    {
        get;
        set => field = value < 1 ? throw Throw.OutOfRange(value, "1 or more") : value;
    } = 1;

    /// <summary>Tokens of one run, padding included; bounds the memory of a run whatever the number of candidates. A longer pair runs alone.</summary>
    /// <value>1 or more. Default null: 256 for hidden sizes up to 512, 512 above, 16,384 on other devices than the CPU.</value>
    public int? TokenBudget
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 or more tokens, or null for the default") : value;
    }

    /// <summary>Whether every pair runs alone, so that its score depends on nothing else.</summary>
    /// <value>
    /// Default null: yes for graphs that quantise activations as they run (dynamic int8), whose scores otherwise move with the batch; no for others.
    /// </value>
    public bool? IsolatePairs { get; set; }

    /// <summary>Threads inside the run when a single pair is all there is to do.</summary>
    /// <value>
    /// 1 or more; more than 1 loads the model a second time, when it is first wanted. Default null: one per processor on the CPU for graph files under 512 MiB,
    /// else 1.
    /// </value>
    public int? SinglePairThreads
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 or more, or null for the default") : value;
    }

    /// <summary>Whether special tokens written out in a query or document are taken for special tokens.</summary>
    /// <value>Default false: a text cannot end its own segment. True is what the reference tokenizers do.</value>
    public bool ParseSpecialTokens { get; set; }

    /// <summary>Whether a host loads the model and warms it up while it starts, rather than at the first request.</summary>
    /// <value>Default true. Without meaning outside of a host.</value>
    public bool WarmUpOnStart { get; set; } = true;

    /// <summary>Execution provider, graph optimisation, memory.</summary>
    /// <value>Default: the CPU, all optimisations. Threads inside a run: 1 unless set.</value>
    public OnnxSessionOptions Session
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new();
}
