namespace RerankKit.Triton;

/// <summary>A tensor of a request.</summary>
/// <param name="Rows">How many sequences.</param>
/// <param name="Length">How many tokens each.</param>
/// <param name="Bytes">Its bytes among those of the request.</param>
internal readonly record struct InferTensor(int Rows, int Length, int Bytes);
