using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <summary>
/// A loaded model. Thread-safe: any number of runs at a time, each worker with an <see cref="OnnxRun"/> of its own. Disposed while runs
/// are in flight, it is freed when the last of them ends: to dispose the native session during a run would end the process.
/// </summary>
internal sealed partial class OnnxSession : IDisposable
{
    private readonly Lease<InferenceSession> _native;
    private readonly int _log;

    private OnnxSession(InferenceSession native, bool owns, string modelPath, string provider, bool shrinksArenas, string arenas, int log)
    {
        _native = new(native, owns);
        _log = log;
        ModelPath = modelPath;
        ExecutionProvider = provider;
        Arenas = arenas;
        ShrinksArenas = shrinksArenas;
        Inputs = Read(native.InputNames, native.InputMetadata);
        Outputs = Read(native.OutputNames, native.OutputMetadata);
    }

    /// <summary>The model's file.</summary>
    public string ModelPath { get; }

    /// <summary>The inputs in the model's order; all of them are needed in a run.</summary>
    public IReadOnlyList<GraphTensor> Inputs { get; }

    /// <summary>The outputs in the model's order.</summary>
    public IReadOnlyList<GraphTensor> Outputs { get; }

    /// <summary>The execution provider that has the first say, by ONNX Runtime's name, for example <c>CPUExecutionProvider</c>.</summary>
    public string ExecutionProvider { get; }

    /// <summary>Whether the arenas give memory back after every run.</summary>
    internal bool ShrinksArenas { get; }

    /// <summary>The arenas that can give memory back, as the run option lists them: <c>cpu:0;gpu:1</c>. Empty where there is none.</summary>
    internal string Arenas { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="modelPath">Its file; files with external data are looked for beside it.</param>
    /// <param name="options">How to load and run it.</param>
    /// <param name="logger">Receives what the runtime logs about the session.</param>
    /// <param name="graph">The graph in the file's place, with weights that are in it; null for the file's own.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DllNotFoundException">There is no ONNX Runtime.</exception>
    /// <exception cref="NotSupportedException">The loaded ONNX Runtime was built without an execution provider that is asked for.</exception>
    /// <exception cref="OnnxException">The model cannot be loaded, or an execution provider does not start.</exception>
    public static OnnxSession Open(string modelPath, OnnxSessionOptions options, ILogger? logger = null, FirstTokenGraph? graph = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        ArgumentNullException.ThrowIfNull(options);
        string path = Path.GetFullPath(modelPath);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model at {path}.", path);
        }

        LfsPointer.Refuse(path);
        OrtLog.Opening = logger;
        try
        {
            OrtRuntime runtime = OrtRuntime.Load(options.LibraryPath);
            return OpenOnProviders(runtime, path, options, logger, graph);
        }
        finally
        {
            OrtLog.Opening = null;
        }
    }

    /// <summary>A reusable run that fetches all outputs. One worker at a time.</summary>
    public OnnxRun CreateRun() => CreateRun(Enumerable.Range(0, Outputs.Count).ToArray());

    /// <summary>A reusable run that fetches some of the outputs. One worker at a time.</summary>
    /// <param name="outputs">Indices into <see cref="Outputs"/>; the others are not fetched.</param>
    public OnnxRun CreateRun(params ReadOnlySpan<int> outputs)
    {
        ObjectDisposedException.ThrowIf(_native.IsClosed, this);
        return new OnnxRun(this, outputs);
    }

    public void Dispose()
    {
        _native.Dispose();
        OrtLog.Forget(_log);
    }

    internal Lease<InferenceSession>.Loan Borrow()
    {
        ObjectDisposedException.ThrowIf(_native.IsClosed, this);
        return _native.Borrow();
    }
}
