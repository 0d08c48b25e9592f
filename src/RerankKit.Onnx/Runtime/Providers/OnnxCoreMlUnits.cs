namespace RerankKit.Onnx;

/// <summary>What CoreML may compute on.</summary>
public enum OnnxCoreMlUnits
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>The CPU and the neural engine.</summary>
    CpuAndNeuralEngine,

    /// <summary>The CPU and the GPU.</summary>
    CpuAndGpu,

    /// <summary>The CPU.</summary>
    CpuOnly,
}
