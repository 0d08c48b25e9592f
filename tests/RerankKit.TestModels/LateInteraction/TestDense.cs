namespace RerankKit.TestModels;

/// <summary>A fully connected layer behind the hidden states.</summary>
/// <param name="Outputs">Numbers per token that it puts out.</param>
public sealed record TestDense(int Outputs)
{
    /// <value>Whether it has a bias. Default: false.</value>
    public bool Bias { get; init; }

    /// <value>Its activation in torch's words, such as <c>torch.nn.modules.activation.Tanh</c>. Default: none.</value>
    public string Activation { get; init; } = "torch.nn.modules.linear.Identity";

    /// <value>Whether its input is added to its output. Default: false.</value>
    public bool Residual { get; init; }
}
