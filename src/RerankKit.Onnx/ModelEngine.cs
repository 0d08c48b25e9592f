namespace RerankKit.Onnx;

/// <summary>What computes a model in this process.</summary>
public enum ModelEngine
{
    /// <summary>The managed engine for encoders in single precision that it knows, on the CPU; ONNX Runtime for everything else.</summary>
    Auto,

    /// <summary>RerankKit.Managed: no native library.</summary>
    Managed,

    /// <summary>ONNX Runtime.</summary>
    OnnxRuntime,
}
