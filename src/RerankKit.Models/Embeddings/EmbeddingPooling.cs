namespace RerankKit.Models;

/// <summary>How the vectors of a text's tokens become the one of the text.</summary>
public enum EmbeddingPooling
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The first one, that of [CLS].</summary>
    Cls,

    /// <summary>The last one, as decoders have it.</summary>
    LastToken,

    /// <summary>Their mean, the n-th with the weight n.</summary>
    WeightedMean,

    /// <summary>The greatest of each number.</summary>
    Max,

    /// <summary>Their sum over the square root of how many there are.</summary>
    MeanSquareRootLength,
}
