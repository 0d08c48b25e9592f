namespace RerankKit.Onnx;

/// <summary>Options of the WebGPU execution provider (Vulkan, Direct3D 12 or Metal, through Dawn).</summary>
public sealed class OnnxWebGpuOptions : OnnxProviderOptions
{
    /// <summary>Whether the adapter that needs the least power is taken, or the fastest.</summary>
    /// <value>Null, the default: the provider chooses.</value>
    public bool? PreferLowPower { get; set; }

    /// <summary>Whether images are laid out channels last. Without meaning for text models.</summary>
    /// <value>Null, the default, for the provider's, which is true.</value>
    public bool? ChannelsLast { get; set; }

    /// <summary>Whether the commands of a run are recorded and replayed; every run must have the same shapes then.</summary>
    /// <value>Null, the default, for the provider's, which is false.</value>
    public bool? GraphCapture { get; set; }

    /// <summary>Whether operators on 64-bit integers, such as token ids, run on the GPU too.</summary>
    /// <value>Null, the default, for the provider's. Known to ONNX Runtime 1.24 and later.</value>
    public bool? IntegersOnGpu { get; set; }

    private protected override void AddTo(Dictionary<string, string> entries)
    {
        Add(entries, "powerPreference", PreferLowPower, "low-power", "high-performance");
        Add(entries, "preferredLayout", ChannelsLast, "NHWC", "NCHW");
        Add(entries, "enableGraphCapture", GraphCapture);
        Add(entries, "enableInt64", IntegersOnGpu);
    }
}
