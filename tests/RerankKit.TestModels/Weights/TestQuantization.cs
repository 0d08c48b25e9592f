namespace RerankKit.TestModels;

/// <summary>How the weights of a generated model are stored.</summary>
public enum TestQuantization
{
    /// <summary>Single precision.</summary>
    None,

    /// <summary>Dynamic quantisation with signed, symmetric weights, one scale per matrix.</summary>
    SignedPerTensor,

    /// <summary>Dynamic quantisation with signed, symmetric weights, one scale per output column.</summary>
    SignedPerChannel,

    /// <summary>Dynamic quantisation with unsigned weights and a zero point, one scale per matrix.</summary>
    UnsignedPerTensor,

    /// <summary>Dynamic quantisation with unsigned weights and zero points, one scale per output column.</summary>
    UnsignedPerChannel,

    /// <summary>Signed, symmetric weights, one scale per output column, which are made floats before they meet activations: these stay floats.</summary>
    SignedWeightsOnly,
}
