namespace RerankKit.Triton;

/// <summary>The protocol's names of element types.</summary>
internal static class KServeDataType
{
    public const string Int64 = "INT64";
    public const string Int32 = "INT32";

    /// <summary>The type of a name; undefined where it is none that a text model has.</summary>
    public static GraphElementType Parse(string? name) => name switch
    {
        "FP32" => GraphElementType.Float,
        "FP16" => GraphElementType.Float16,
        "BF16" => GraphElementType.BFloat16,
        "FP64" => GraphElementType.Double,
        Int64 => GraphElementType.Int64,
        Int32 => GraphElementType.Int32,
        "BOOL" => GraphElementType.Bool,
        "BYTES" => GraphElementType.String,
        _ => GraphElementType.Undefined,
    };

    /// <summary>Bytes of a floating-point number; 0 for other types.</summary>
    public static int FloatSize(GraphElementType type) => type switch
    {
        GraphElementType.Float => 4,
        GraphElementType.Float16 or GraphElementType.BFloat16 => 2,
        GraphElementType.Double => 8,
        _ => 0,
    };
}
