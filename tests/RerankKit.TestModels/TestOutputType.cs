namespace RerankKit.TestModels;

/// <summary>The element type of a generated graph's output.</summary>
public enum TestOutputType
{
    /// <summary>32-bit floats (IEEE 754 binary32).</summary>
    Binary32,

    /// <summary>16-bit floats (IEEE 754 binary16).</summary>
    Binary16,

    /// <summary>16-bit floats with the exponent of a 32-bit float.</summary>
    BFloat16,
}
