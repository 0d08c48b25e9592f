using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <summary>How ONNX Runtime loads and runs a model. Not thread-safe while it is changed; a session takes a copy of what it needs.</summary>
public sealed class OnnxSessionOptions : GraphOptions
{
    /// <summary>Sessions that share the runs. More than one costs the model's memory again each time; for devices on which runs of one session wait for each other.</summary>
    /// <value>1 or more. Default 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Count { get; set => field = Allow.AtLeast(value, 1); } = 1;

    /// <summary>Threads inside the run when a single pair is all there is to do.</summary>
    /// <value>
    /// 1 or more; more than 1 loads the model a second time, when it is first wanted. Default null: one per processor on the CPU for graph files under 512 MiB,
    /// else 1.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SinglePairThreads { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for the default"); }

    /// <summary>ONNX Runtime's native library, or the folder it is in. A process has one: all sessions name the same, or none.</summary>
    /// <value>
    /// Null, the default: what the environment variable <c>RERANKKIT_ONNXRUNTIME</c> names, else the library among the application's own
    /// files, where NuGet packages put it, else the one that the operating system finds.
    /// </value>
    public string? LibraryPath { get; set; }

    /// <summary>Threads that work on one run.</summary>
    /// <value>
    /// 1 to 1,024. Null, the default: one. As many runs at a time as there are cores, each on one thread, do more than one run on all of
    /// them; a single small batch is answered sooner by several threads.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? IntraOpThreads { get; set => field = Allow.If(value is null or (>= 1 and <= 1_024), value, "1 to 1,024, or null"); }

    /// <summary>Operators of one run that work side by side.</summary>
    /// <value>1 to 1,024; default 1, one after the other, which is faster for the graphs of rerankers.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int InterOpThreads { get; set => field = Allow.Between(value, 1, 1_024, "1 to 1,024"); } = 1;

    /// <summary>Whether the threads of a run wait for work in a busy loop, which is faster and costs processor time.</summary>
    /// <value>Default true. Without meaning where <see cref="IntraOpThreads"/> is 1.</value>
    public bool AllowSpinning { get; set; } = true;

    /// <summary>Whether the runtime plans memory by the shapes of the last run.</summary>
    /// <value>Default false: batches differ in length, and a plan is kept for each shape that was seen.</value>
    public bool MemoryPattern { get; set; }

    /// <summary>Whether memory on the CPU comes from an arena that grows to what the largest run needed and keeps it.</summary>
    /// <value>Default true. Without it, every tensor is allocated and freed.</value>
    public bool CpuArena { get; set; } = true;

    /// <summary>Whether the arena gives memory back after every run.</summary>
    /// <value>Default false: the next run would have to allocate it again. Needs <see cref="CpuArena"/>.</value>
    public bool ArenaShrinkage { get; set; }

    /// <summary>How much the graph is rewritten when it is loaded.</summary>
    /// <value>Default <see cref="OnnxGraphOptimization.All"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enumeration.</exception>
    public OnnxGraphOptimization GraphOptimization { get; set => field = Allow.Defined(value); } = OnnxGraphOptimization.All;

    /// <summary>
    /// Whether a cross-encoder's graph is rewritten when it is loaded, so that the last layer is computed for the first token of a sequence alone where that is all that its head reads: the same scores
    /// (but for rounding) for less work. A graph of which that is not known is run as it is; the log says so, and why.
    /// </summary>
    /// <value>
    /// Default true. Only on the CPU, for graphs that are not quantised as they run. The weights are mapped from the graph's file then: it has to stay as it is while the model is in use.
    /// </value>
    public bool FirstTokenOnly { get; set; } = true;

    /// <summary>Optimisers that are left out, by ONNX Runtime's names.</summary>
    /// <value>
    /// Default none. <c>SkipLayerNormFusion</c> makes some models exported by PyTorch's newer exporter up to a tenth faster on the CPU,
    /// and changes nothing elsewhere: measure. The runtime says nothing to a name that it does not know.
    /// </value>
    public IList<string> DisabledOptimizers { get; private set; } = [];

    /// <summary>Where the runtime writes a profile of every operator: a path to which it adds the time and <c>.json</c>. The file is whole when the session is disposed.</summary>
    /// <value>Null, the default: no profile.</value>
    public string? ProfilingPath { get; set; }

    /// <summary>Further session configuration entries, such as <c>session.set_denormal_as_zero</c>.</summary>
    /// <value>Default none. An entry stands above what the other options say. The runtime says nothing to a key that it does not know.</value>
    public IDictionary<string, string> ConfigEntries { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the model runs on, the preferred one first. Operators that a provider does not have run on the next one, at last on the CPU.</summary>
    /// <value>Default none: the CPU.</value>
    public IList<OnnxExecutionProvider> ExecutionProviders { get; private set; } = [];

    /// <summary>
    /// Whether a session is opened on the CPU, with a warning in the log, where the library has not been built with an execution
    /// provider, or the provider does not start: no device, a driver or library of its own missing.
    /// </summary>
    /// <value>Default false: that is an exception.</value>
    public bool AllowCpuFallback { get; set; }

    /// <summary>
    /// Makes the options that a session is opened with, for what the options here do not know: custom operators, shared initialisers, a
    /// thread pool of the process. What stands here is written over it. The session disposes it.
    /// </summary>
    /// <value>
    /// Null, the default: new options of ONNX Runtime. It is called once for each session. An execution provider is better named in
    /// <see cref="ExecutionProviders"/>, by which batches are sized. Set <see cref="InferenceOptions.Revision"/> where it changes scores.
    /// </value>
    public Func<SessionOptions>? SessionOptionsFactory { get; set; }

    /// <summary>
    /// A session of the application's own that has opened the model's graph already. It is used as it is, by any number of threads, and
    /// stays the application's: dispose it after the reranker.
    /// </summary>
    /// <value>
    /// Null, the default: the engine opens its own. Of the other options here only <see cref="ExecutionProviders"/> says something
    /// then, namely what the session runs on, by which batches are sized. Set <see cref="InferenceOptions.Revision"/> where its scores
    /// are not those of the model's file.
    /// </value>
    public InferenceSession? InferenceSession { get; set; }

    internal override bool IsInProcess => true;

    internal override GraphOptions Copy() => Clone();

    internal override IGraph Open(GraphSource source) => new OnnxGraph(this, source);

    /// <summary>A copy that can be changed on its own.</summary>
    /// <returns>Options of the same values.</returns>
    public OnnxSessionOptions Clone()
    {
        var copy = (OnnxSessionOptions)MemberwiseClone();
        copy.DisabledOptimizers = [.. DisabledOptimizers];
        copy.ConfigEntries = new Dictionary<string, string>(ConfigEntries, StringComparer.Ordinal);
        copy.ExecutionProviders = [.. ExecutionProviders];
        return copy;
    }
}
