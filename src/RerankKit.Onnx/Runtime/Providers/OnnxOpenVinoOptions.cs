namespace RerankKit.Onnx;

/// <summary>Options of the OpenVINO execution provider.</summary>
public sealed class OnnxOpenVinoOptions : OnnxProviderOptions
{
    /// <summary>What OpenVINO computes on: <c>CPU</c>, <c>GPU</c>, <c>GPU.1</c>, <c>NPU</c>, <c>AUTO:GPU,CPU</c> and the like.</summary>
    /// <value>Null, the default, for the provider's.</value>
    public string? DeviceType { get; set; }

    /// <summary>The precision it computes in: <c>FP32</c>, <c>FP16</c> or <c>ACCURACY</c>, the model's own.</summary>
    /// <value>Null, the default, for the device's.</value>
    public string? Precision { get; set; }

    /// <summary>Threads of one run.</summary>
    /// <value>1 or more; null, the default, for the provider's.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Threads { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null"); }

    /// <summary>Runs at a time.</summary>
    /// <value>1 or more; null, the default, for the provider's.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Streams { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null"); }

    /// <summary>The folder in which compiled models are kept.</summary>
    /// <value>Null, the default: models are compiled each time they are loaded.</value>
    public string? CacheDirectory { get; set; }

    private protected override void AddTo(Dictionary<string, string> entries)
    {
        Add(entries, "device_type", DeviceType);
        Add(entries, "precision", Precision);
        Add(entries, "num_of_threads", Threads);
        Add(entries, "num_streams", Streams);
        Add(entries, "cache_dir", CacheDirectory);
    }
}
