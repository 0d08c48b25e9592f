namespace RerankKit.Onnx;

/// <summary>Options of the CUDA execution provider.</summary>
public sealed class OnnxCudaOptions : OnnxProviderOptions
{
    /// <summary>Which of the GPUs that CUDA sees.</summary>
    /// <value>0 or more; default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int DeviceId { get; set => field = Allow.AtLeast(value, 0); }

    /// <summary>How much memory the arena takes at most, in bytes. The model's weights are in it; CUDA's own libraries are not.</summary>
    /// <value>1 MiB or more; null, the default, for all there is.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 MiB.</exception>
    public long? MemoryLimit { get; set => field = Allow.AtLeast(value, 1 << 20, "1,048,576 bytes or more, or null"); }

    /// <summary>By how much the arena grows.</summary>
    /// <value>Default <see cref="OnnxArenaStrategy.SameAsRequested"/>, as batches differ in length; null for the provider's default, powers of two.</value>
    public OnnxArenaStrategy? ArenaStrategy { get; set; } = OnnxArenaStrategy.SameAsRequested;

    /// <summary>Whether products of single-precision matrices are computed with 10 instead of 23 bits of fraction, several times as fast.</summary>
    /// <value>Default false: scores equal those of the CPU. Null for the provider's default, which is true; ONNX Runtime 1.17 knows no other.</value>
    public bool? UseTf32 { get; set; } = false;

    /// <summary>How cuDNN chooses the algorithm of a convolution.</summary>
    /// <value>Null, the default, for the provider's, which is <see cref="OnnxConvolutionSearch.Exhaustive"/>.</value>
    public OnnxConvolutionSearch? ConvolutionSearch { get; set; }

    /// <summary>Whether data is copied in the stream that computes.</summary>
    /// <value>Null, the default, for the provider's, which is true.</value>
    public bool? CopyInDefaultStream { get; set; }

    private protected override void AddTo(Dictionary<string, string> entries)
    {
        Add(entries, "device_id", DeviceId);
        Add(entries, "gpu_mem_limit", MemoryLimit);
        Add(entries, "arena_extend_strategy", ArenaStrategy is null ? null : $"k{ArenaStrategy}");
        Add(entries, "use_tf32", UseTf32);
        Add(entries, "cudnn_conv_algo_search", ConvolutionSearch?.ToString().ToUpperInvariant());
        Add(entries, "do_copy_in_default_stream", CopyInDefaultStream);
    }
}
