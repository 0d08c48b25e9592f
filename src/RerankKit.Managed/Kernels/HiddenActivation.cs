namespace RerankKit.Managed;

/// <summary>What stands between the two products of a feed-forward layer.</summary>
internal enum HiddenActivation
{
    None,

    /// <summary>x/2 (1 + erf(x / sqrt 2)).</summary>
    Gelu,

    /// <summary>x/2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
    GeluTanh,

    Relu,
}
