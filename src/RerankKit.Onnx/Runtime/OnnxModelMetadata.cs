namespace RerankKit.Onnx;

/// <summary>What a model's file says about itself.</summary>
/// <param name="Producer">The tool that wrote it, for example <c>pytorch</c>; may be empty, as the other texts.</param>
/// <param name="GraphName">The name of its graph.</param>
/// <param name="Domain">The domain of its author.</param>
/// <param name="Description">A description.</param>
/// <param name="Version">Its version.</param>
/// <param name="Custom">Further entries.</param>
internal sealed record OnnxModelMetadata(
    string Producer,
    string GraphName,
    string Domain,
    string Description,
    long Version,
    IReadOnlyDictionary<string, string> Custom);
