namespace RerankKit.Models;

/// <summary>A file that a model has, here or on the hub.</summary>
/// <param name="Path">Its path inside the model.</param>
/// <param name="Size">Its length in bytes; null where it is not known.</param>
/// <param name="Precision">Of an ONNX file, its precision by its name; else null.</param>
/// <param name="IsHere">Whether it is on this machine.</param>
public sealed record InspectedFile(string Path, long? Size, ModelPrecision? Precision, bool IsHere);
