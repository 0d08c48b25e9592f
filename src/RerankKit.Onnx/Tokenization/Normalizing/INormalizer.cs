namespace RerankKit.Onnx;

/// <summary>Rewrites text before it is cut, remembering where every character came from. Immutable and thread-safe.</summary>
internal interface INormalizer
{
    /// <summary>Rewrites <paramref name="text"/>, which holds no unpaired surrogates, and leaves none.</summary>
    void Normalize(NormalizedText text);
}
