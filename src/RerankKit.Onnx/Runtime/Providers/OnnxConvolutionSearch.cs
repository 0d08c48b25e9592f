namespace RerankKit.Onnx;

/// <summary>How cuDNN chooses the algorithm of a convolution. Transformers have none, so it matters to few rerankers.</summary>
public enum OnnxConvolutionSearch
{
    /// <summary>Always the same one.</summary>
    Default,

    /// <summary>By a rule of thumb.</summary>
    Heuristic,

    /// <summary>By trying them, for every new shape.</summary>
    Exhaustive,
}
