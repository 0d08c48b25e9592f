namespace RerankKit.Models;

/// <summary>A file of a model.</summary>
/// <param name="Path">Its path inside the model, with forward slashes: <c>onnx/model.onnx</c>.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its content in lower-case hexadecimal, or null where it is not known.</param>
public sealed record ModelFile(string Path, long Size, string? Sha256);
