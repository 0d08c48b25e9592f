namespace RerankKit.Onnx;

/// <summary>Options of the CoreML execution provider (macOS, iOS). ONNX Runtime 1.20 or later.</summary>
public sealed class OnnxCoreMlOptions : OnnxProviderOptions
{
    /// <summary>What CoreML may compute on.</summary>
    /// <value>Null, the default, for the provider's, which is <see cref="OnnxCoreMlUnits.All"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enumeration.</exception>
    public OnnxCoreMlUnits? ComputeUnits { get; set => field = Allow.Defined(value, "for the provider's default"); }

    /// <summary>Whether graphs are handed over as ML programs (macOS 12 and later) instead of neural networks, which have fewer operators.</summary>
    /// <value>Default true; null for the provider's, which is false.</value>
    public bool? MlProgram { get; set; } = true;

    /// <summary>Whether only parts of the graph whose shapes are fixed are handed over.</summary>
    /// <value>Null, the default, for the provider's, which is false.</value>
    public bool? RequireStaticInputShapes { get; set; }

    /// <summary>The folder in which compiled models are kept.</summary>
    /// <value>Null, the default: models are compiled each time they are loaded.</value>
    public string? ModelCacheDirectory { get; set; }

    private protected override void AddTo(Dictionary<string, string> entries)
    {
        Add(entries, "MLComputeUnits", ComputeUnits switch
        {
            null => null,
            OnnxCoreMlUnits.All => "ALL",
            OnnxCoreMlUnits.CpuAndNeuralEngine => "CPUAndNeuralEngine",
            OnnxCoreMlUnits.CpuAndGpu => "CPUAndGPU",
            _ => "CPUOnly",
        });
        Add(entries, "ModelFormat", MlProgram, "MLProgram", "NeuralNetwork");
        Add(entries, "RequireStaticInputShapes", RequireStaticInputShapes);
        Add(entries, "ModelCacheDirectory", ModelCacheDirectory);
    }
}
