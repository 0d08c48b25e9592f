namespace RerankKit.Models;

/// <summary>A tensor's place in a safetensors file.</summary>
/// <param name="Type">The element type as the file names it, such as F32.</param>
/// <param name="Shape">The length of each dimension.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">Its end, exclusive.</param>
internal sealed record SafetensorsTensor(string Type, long[] Shape, long Begin, long End);
