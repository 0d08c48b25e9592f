namespace RerankKit.Models;

/// <summary>What the name of an ONNX file says about it. Exporters agree on the words, not on their order.</summary>
/// <param name="Path">The file.</param>
/// <param name="Precision">Float32 where the name says nothing.</param>
/// <param name="Kind">For 8-bit files, what they were quantised for.</param>
/// <param name="Speciality">Zero for <c>model.onnx</c>; the more the name says, the higher.</param>
internal sealed record OnnxVariant(string Path, ModelPrecision Precision, OnnxInt8Kind Kind, int Speciality)
{
    public static bool IsOnnx(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    public static OnnxVariant Of(string path)
    {
        string stem = path[(path.LastIndexOf('/') + 1)..^".onnx".Length].ToLowerInvariant();
        string[] words = stem.Split(['_', '-', '.'], StringSplitOptions.RemoveEmptyEntries);
        bool has(params ReadOnlySpan<string> any)
        {
            foreach (string word in any)
            {
                if (Array.IndexOf(words, word) >= 0)
                {
                    return true;
                }
            }

            return false;
        }

        ModelPrecision precision =
            has("q4", "q4f16", "q2", "q2f16", "q1", "q1f16", "bnb4", "int4", "uint4", "nf4") ? ModelPrecision.Int4
            : has("int8", "uint8", "qint8", "quint8", "quantized", "q8", "q") ? ModelPrecision.Int8
            : has("fp16", "float16", "f16", "o4", "bf16", "bfloat16") ? ModelPrecision.Float16
            : ModelPrecision.Float32;
        OnnxInt8Kind kind =
            precision != ModelPrecision.Int8 ? OnnxInt8Kind.None
            : has("vnni") ? OnnxInt8Kind.Vnni
            : has("avx512") ? OnnxInt8Kind.Avx512
            : has("avx2") ? OnnxInt8Kind.Avx2
            : has("arm64") ? OnnxInt8Kind.Arm64
            : has("uint8", "quint8") ? OnnxInt8Kind.Unsigned
            : has("int8", "qint8") ? OnnxInt8Kind.Signed
            : OnnxInt8Kind.Unnamed;

        return new(path, precision, kind, words.Sum(Weight));
    }

    // "model" is what everybody calls it. Of files of one precision, the one that needs the fewest special kernels comes first.
    private static int Weight(string word) => word switch
    {
        "model" => 0,
        "o1" or "o2" or "o3" or "o4" or "q4f16" => 2,
        "bnb4" or "nf4" => 3,
        "q2" or "q2f16" or "q1" or "q1f16" => 4,
        _ => 1,
    };
}
