namespace RerankKit.Onnx;

/// <summary>How much ONNX Runtime rewrites a graph when it loads it.</summary>
public enum OnnxGraphOptimization
{
    /// <summary>The graph as the file has it.</summary>
    None = 0,

    /// <summary>What holds for every execution provider: constants folded, what is redundant removed.</summary>
    Basic = 1,

    /// <summary>Also operators fused for the execution provider: attention, layer normalisation, GELU.</summary>
    Extended = 2,

    /// <summary>Also the layout of the data.</summary>
    All = 99,
}
