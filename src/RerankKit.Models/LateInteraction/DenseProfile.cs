namespace RerankKit.Models;

/// <summary>A fully connected layer between the hidden states and the vectors, as its configuration describes it.</summary>
/// <param name="WeightsPath">The safetensors file with <c>linear.weight</c>, <c>linear.bias</c> and <c>residual.weight</c>.</param>
/// <param name="Outputs">Numbers per token that it puts out.</param>
internal sealed record DenseProfile(string WeightsPath, int Outputs)
{
    /// <summary>Numbers per token that it takes; null where only the weights tell.</summary>
    public int? Inputs { get; init; }

    /// <summary>Whether a bias is added.</summary>
    public bool HasBias { get; init; }

    /// <summary>What is applied to every number after that.</summary>
    public DenseActivation Activation { get; init; }

    /// <summary>Whether the input is added to the output in the end, through a matrix of its own where the widths differ.</summary>
    public bool HasResidual { get; init; }
}
