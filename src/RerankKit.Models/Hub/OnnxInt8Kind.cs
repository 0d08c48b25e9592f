namespace RerankKit.Models;

/// <summary>What an 8-bit file was quantised for, by its name.</summary>
internal enum OnnxInt8Kind
{
    None,
    Vnni,
    Avx512,
    Avx2,
    Arm64,
    Signed,
    Unsigned,

    /// <summary><c>model_quantized.onnx</c>: the name does not say.</summary>
    Unnamed,
}
