namespace RerankKit.TestModels;

/// <summary>What all layers of a decoder read.</summary>
internal sealed record Qwen3Context(string Mask, (string Cosines, string Sines) Rotation, Qwen3Inputs Inputs);
