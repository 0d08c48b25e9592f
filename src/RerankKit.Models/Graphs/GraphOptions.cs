namespace RerankKit.Models;

/// <summary>What runs a model's graph, and how. The kinds are those of the packages: OnnxSessionOptions of RerankKit.Onnx, TritonOptions of RerankKit.Triton.</summary>
public abstract class GraphOptions
{
    private protected GraphOptions()
    {
    }

    /// <summary>Whether the model is loaded into this process, so that loading it finds out whether it works; else that is found out at the first call.</summary>
    internal abstract bool IsInProcess { get; }

    /// <summary>Whether weights are enough, without an ONNX file.</summary>
    internal virtual bool RunsWeights => false;

    internal abstract GraphOptions Copy();

    internal abstract IGraph Open(GraphSource source);
}
