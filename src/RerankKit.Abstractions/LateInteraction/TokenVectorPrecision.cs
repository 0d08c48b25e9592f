using System.Diagnostics.CodeAnalysis;

namespace RerankKit;

/// <summary>How the numbers of token vectors are kept.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "What the files and the field call them.")]
public enum TokenVectorPrecision
{
    /// <summary>Single precision: 4 bytes a number.</summary>
    Float32,

    /// <summary>IEEE half precision: 2 bytes a number.</summary>
    Float16,

    /// <summary>The upper half of single precision: 2 bytes a number.</summary>
    BFloat16,

    /// <summary>8-bit integers with one scale per token: 1 byte a number and 4 a token.</summary>
    Int8,

    /// <summary>ColBERTv2's residual coding with 2 bits: a centroid and a quarter of a byte a number.</summary>
    Residual2Bit,

    /// <summary>ColBERTv2's residual coding with 1 bit: a centroid and an eighth of a byte a number.</summary>
    Residual1Bit,
}
