namespace RerankKit.Onnx;

/// <summary>The protocol's names of element types.</summary>
internal static class KServeDataType
{
    public const string Int64 = "INT64";
    public const string Int32 = "INT32";

    /// <summary>The type of a name; undefined where it is none that a text model has.</summary>
    public static OnnxElementType Parse(string? name) => name switch
    {
        "FP32" => OnnxElementType.Float,
        "FP16" => OnnxElementType.Float16,
        "BF16" => OnnxElementType.BFloat16,
        "FP64" => OnnxElementType.Double,
        Int64 => OnnxElementType.Int64,
        Int32 => OnnxElementType.Int32,
        "BOOL" => OnnxElementType.Bool,
        "BYTES" => OnnxElementType.String,
        _ => OnnxElementType.Undefined,
    };

    /// <summary>Bytes of a floating-point number; 0 for other types.</summary>
    public static int FloatSize(OnnxElementType type) => type switch
    {
        OnnxElementType.Float => 4,
        OnnxElementType.Float16 or OnnxElementType.BFloat16 => 2,
        OnnxElementType.Double => 8,
        _ => 0,
    };
}
