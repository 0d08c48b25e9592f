namespace RerankKit.Models;

/// <summary>How a graph is loaded and how its batches are put together; common to all rerankers that run one.</summary>
public abstract class InferenceOptions
{
    private static readonly ModelRequest DefaultSource = new();

    /// <summary>Makes options with the defaults.</summary>
    private protected InferenceOptions()
    {
    }

    internal InferenceOptions Copy()
    {
        var copy = (InferenceOptions)MemberwiseClone();
        copy.Graph = Graph?.Copy();
        return copy;
    }

    /// <summary>Which of the model's files are wanted: revision, precision or a named ONNX file, pinned hashes, licence.</summary>
    /// <value>Default: the main revision; fp32 on the CPU, where it is exact, fp16 on a GPU. Refused where a server has the graph: it chose the files.</value>
    public ModelRequest Source { get; set => field = Allow.NotNull(value); } = DefaultSource;

    /// <summary><see cref="Source"/>, as what runs the model can use it.</summary>
    internal ModelRequest Request => Graph is null or { RunsWeights: true } ? Source : Source with { NeedsGraph = true };

    /// <summary>Whether <see cref="Source"/> says something.</summary>
    internal bool HasSource => !ReferenceEquals(Source, DefaultSource);

    /// <summary>The name that responses and metadata give the model.</summary>
    /// <value>Default null: the hub's id, or the folder's name; the name on the server where one runs it.</value>
    public string? ModelId { get; set; }

    /// <summary>The revision that metadata gives the model; part of what a cache keys scores by.</summary>
    /// <value>
    /// Default null: the hub's commit, or a digest of the files' content, which is the same on every machine. Of a served model name and version on the server, and a digest of configuration and
    /// tokenizer in the folder: set it where served models change.
    /// </value>
    public string? Revision { get; set; }

    /// <summary>The longest pair.</summary>
    /// <value>Tokens, special tokens included; 8 or more, at most what the model's files allow. Default null: what they allow, but not more than 8,192.</value>
    public int? MaxLength { get; set => field = Allow.AtLeast(value, 8, "8 or more tokens, or null for the model's limit"); }

    /// <summary>Runs at a time.</summary>
    /// <value>1 or more. Default null: one per processor on the CPU, each with one thread, which is the fastest there; 1 on other devices; 2 per endpoint of a server, of which 256 are allowed.</value>
    public int? Concurrency { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for one per processor"); }

    /// <summary>Tokens of one run, padding included; bounds the memory of a run whatever the number of candidates. A longer pair runs alone.</summary>
    /// <value>
    /// 1 or more. Default null: 256 for hidden sizes up to 512, 512 above, 16,384 on other devices than the CPU; 4,096 for a server, where 512 is better if it runs the model on a CPU.
    /// </value>
    public int? TokenBudget { get; set => field = Allow.AtLeast(value, 1, "1 or more tokens, or null for the default"); }

    /// <summary>Whether every pair runs alone, so that its score depends on nothing else.</summary>
    /// <value>
    /// Default null: yes for graphs that quantise activations as they run (dynamic int8), whose scores otherwise move with the batch; no for others, and for those of a server, which cannot be looked
    /// into. A server that merges requests by itself (dynamic batching) undoes it.
    /// </value>
    public bool? IsolatePairs { get; set; }

    /// <summary>Whether special tokens written out in a query or document are taken for special tokens.</summary>
    /// <value>Default false: a text cannot end its own segment. True is what the reference tokenizers do.</value>
    public bool ParseSpecialTokens { get; set; }

    /// <summary>An application's tokenizer, which cuts texts in place of the model's own; it has to give the ids of the model's vocabulary.</summary>
    /// <value>
    /// Any <see cref="Microsoft.ML.Tokenizers.Tokenizer"/> that adds no special tokens by itself. Default null: the one in the model's files, which gives exactly the ids that the model was trained
    /// with. Markers, special tokens and their places are read from those files in any case. Where the tokenizer normalises, what needs ranges of the text is refused: passage windows, explanations,
    /// and a decoder's queries that have to be cut.
    /// </value>
    public Microsoft.ML.Tokenizers.Tokenizer? Tokenizer { get; set; }

    /// <summary>Where special tokens stand, if not where the model's files say.</summary>
    internal virtual PairLayout? GivenLayout => null;

    /// <summary>Whether a host loads the model and warms it up while it starts, rather than at the first request.</summary>
    /// <value>Default null: yes for a model of this process; no for that of a server, which may start later than the application. Without meaning outside of a host.</value>
    public bool? WarmUpOnStart { get; set; }

    /// <summary>What <see cref="WarmUpOnStart"/> comes to.</summary>
    internal bool WarmsUpOnStart => WarmUpOnStart ?? Graph?.IsInProcess ?? true;

    /// <summary>The output that is read, by the graph's name for it.</summary>
    /// <value>Default null: the one that exporters call so, <c>logits</c> of rerankers, vectors per token of late-interaction encoders; or else the first that fits.</value>
    public string? OutputName { get; set; }

    /// <summary>What runs the graph, and how.</summary>
    /// <value>
    /// Default null: what loads the model decides, the managed engine or ONNX Runtime in this process with the defaults for <c>Load</c>, <c>LoadAsync</c> and <c>AddCrossEncoder</c> of RerankKit.Onnx. The packages have
    /// shorter ways to it: <c>options.Session</c> of RerankKit.Onnx, <c>options.Server</c> of RerankKit.Triton.
    /// </value>
    public GraphOptions? Graph { get; set; }
}
