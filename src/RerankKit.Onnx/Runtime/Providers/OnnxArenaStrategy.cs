namespace RerankKit.Onnx;

/// <summary>By how much an arena of device memory grows.</summary>
public enum OnnxArenaStrategy
{
    /// <summary>By powers of two: fewer allocations, up to twice the memory.</summary>
    NextPowerOfTwo,

    /// <summary>By what is asked for.</summary>
    SameAsRequested,
}
