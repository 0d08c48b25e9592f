namespace RerankKit.Models;

/// <summary>The activations that torch.nn has and dense layers of encoders use.</summary>
internal enum DenseActivation
{
    Identity,
    Tanh,
    Sigmoid,
    Relu,
    Gelu,
    Silu,
}
