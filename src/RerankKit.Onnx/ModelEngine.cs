namespace RerankKit.Onnx;

/// <summary>What computes a model in this process.</summary>
public enum ModelEngine
{
    /// <summary>The managed engine for classifiers in single precision that it knows, and for what else it knows where there is no ONNX Runtime; ONNX Runtime for the rest.</summary>
    Auto,

    /// <summary>RerankKit.Managed: no native library.</summary>
    Managed,

    /// <summary>ONNX Runtime.</summary>
    OnnxRuntime,
}
