namespace RerankKit.Onnx;

/// <summary>An execution provider as the binding knows it.</summary>
/// <param name="Name">ONNX Runtime's name, as it lists it.</param>
/// <param name="ShortName">The name by which it is appended.</param>
/// <param name="Source">What brings it.</param>
/// <param name="OptionNames">
/// Its options, where it says nothing to others, so that a misspelt one must be found here; null where it refuses them itself.
/// </param>
internal sealed record KnownProvider(string Name, string ShortName, string Source, string[]? OptionNames = null)
{
    private const string Suffix = "ExecutionProvider";
    private const string GpuPackage = "the package Microsoft.ML.OnnxRuntime.Gpu (Linux and Windows, x64)";

    public static KnownProvider Cpu { get; } = new(OnnxExecutionProvider.CpuName, "CPU", "every package", []);

    public static KnownProvider Cuda { get; } = new("CUDAExecutionProvider", "CUDA", GpuPackage);

    public static KnownProvider TensorRt { get; } = new("TensorrtExecutionProvider", "TensorRT", GpuPackage);

    public static KnownProvider DirectMl { get; } = new("DmlExecutionProvider", "DML", "the package Microsoft.ML.OnnxRuntime.DirectML (Windows)");

    public static KnownProvider CoreMl { get; } = new("CoreMLExecutionProvider", "CoreML", "the package Microsoft.ML.OnnxRuntime on macOS and iOS");

    public static KnownProvider OpenVino { get; } = new("OpenVINOExecutionProvider", "OpenVINO", "the package Intel.ML.OnnxRuntime.OpenVino");

    public static KnownProvider WebGpu { get; } = new(
        "WebGpuExecutionProvider",
        "WebGPU",
        "a build of ONNX Runtime with WebGPU",
        [
            "dawnBackendType", "dawnProcTable", "defaultBufferCacheMode", "deviceId", "enableGraphCapture", "enableInt64", "enablePIXCapture",
            "enableRobustness", "forceCpuNodeNames", "kvCacheQuantizationBits", "maxNumPendingDispatches", "maxStorageBufferBindingSize",
            "multiRotaryCacheConcatOffset", "powerPreference", "preferredLayout", "preserveDevice", "queryResolveBufferCacheMode",
            "sessionBufferPoolGenerations", "storageBufferCacheMode", "uniformBufferCacheMode", "validationMode", "webgpuDevice", "webgpuInstance",
        ]);

    /// <summary>The provider that a user means.</summary>
    public static KnownProvider Find(string name)
    {
        string bare = name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? name[..^Suffix.Length] : name;
        return bare.ToUpperInvariant() switch
        {
            "CPU" => Cpu,
            "CUDA" => Cuda,
            "TENSORRT" => TensorRt,
            "DML" or "DIRECTML" => DirectMl,
            "COREML" => CoreMl,
            "OPENVINO" => OpenVino,
            "WEBGPU" => WebGpu,
            _ => new KnownProvider(bare + Suffix, bare, "a build of ONNX Runtime that has it"),
        };
    }

    /// <summary>A provider from a library of its own.</summary>
    public static KnownProvider Foreign(string name) => new(name, name, "its own library");
}
