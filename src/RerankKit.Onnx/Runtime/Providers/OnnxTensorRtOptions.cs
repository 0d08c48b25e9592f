namespace RerankKit.Onnx;

/// <summary>Options of the TensorRT execution provider, which compiles the model for the GPU when it is loaded: give it a cache.</summary>
public sealed class OnnxTensorRtOptions : OnnxProviderOptions
{
    /// <summary>Which of the GPUs that CUDA sees.</summary>
    /// <value>0 or more; default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int DeviceId { get; set => field = Allow.AtLeast(value, 0); }

    /// <summary>How much memory an engine may use while it works, in bytes.</summary>
    /// <value>1 MiB or more; null, the default, for the provider's.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 MiB.</exception>
    public long? MaxWorkspaceSize { get; set => field = Allow.AtLeast(value, 1 << 20, "1,048,576 bytes or more, or null"); }

    /// <summary>Whether half precision is allowed, which changes scores in the third decimal place or so.</summary>
    /// <value>Null, the default, for the provider's, which is false.</value>
    public bool? Float16 { get; set; }

    /// <summary>The folder in which compiled engines are kept.</summary>
    /// <value>Null, the default: engines are compiled each time the model is loaded, which takes minutes.</value>
    public string? EngineCachePath { get; set; }

    /// <summary>The folder in which measurements of kernels are kept, which make compiling faster.</summary>
    /// <value>Null, the default: none are kept.</value>
    public string? TimingCachePath { get; set; }

    /// <summary>The smallest shapes that the engine is compiled for, such as <c>input_ids:1x1,attention_mask:1x1</c>.</summary>
    /// <value>Null, the default: the shapes seen so far, and a new engine whenever a shape is outside. The three go together.</value>
    public string? MinShapes { get; set; }

    /// <summary>The shapes that the engine is tuned for, written as <see cref="MinShapes"/> are.</summary>
    /// <value>Null, the default.</value>
    public string? OptimalShapes { get; set; }

    /// <summary>The largest shapes that the engine is compiled for, written as <see cref="MinShapes"/> are.</summary>
    /// <value>Null, the default.</value>
    public string? MaxShapes { get; set; }

    private protected override void AddTo(Dictionary<string, string> entries)
    {
        Add(entries, "device_id", DeviceId);
        Add(entries, "trt_max_workspace_size", MaxWorkspaceSize);
        Add(entries, "trt_fp16_enable", Float16);
        Add(entries, "trt_engine_cache_enable", EngineCachePath is null ? null : true);
        Add(entries, "trt_engine_cache_path", EngineCachePath);
        Add(entries, "trt_timing_cache_enable", TimingCachePath is null ? null : true);
        Add(entries, "trt_timing_cache_path", TimingCachePath);
        Add(entries, "trt_profile_min_shapes", MinShapes);
        Add(entries, "trt_profile_opt_shapes", OptimalShapes);
        Add(entries, "trt_profile_max_shapes", MaxShapes);
    }
}
