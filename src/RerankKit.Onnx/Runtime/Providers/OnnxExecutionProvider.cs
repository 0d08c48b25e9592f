namespace RerankKit.Onnx;

/// <summary>What ONNX Runtime computes a model on, and how. Immutable.</summary>
/// <remarks>
/// The application brings the native library, and with it the providers: <c>Microsoft.ML.OnnxRuntime</c> has the CPU (and CoreML on
/// macOS), <c>Microsoft.ML.OnnxRuntime.Gpu</c> CUDA and TensorRT, <c>Microsoft.ML.OnnxRuntime.DirectML</c> DirectML,
/// <c>Intel.ML.OnnxRuntime.OpenVino</c> OpenVINO.
/// </remarks>
public sealed class OnnxExecutionProvider
{
    internal const string CpuName = "CPUExecutionProvider";

    internal OnnxExecutionProvider(KnownProvider provider, IReadOnlyDictionary<string, string> entries, string? pluginPath = null)
    {
        Known = provider;
        Entries = entries;
        PluginPath = pluginPath;
    }

    /// <summary>ONNX Runtime's name, for example <c>CUDAExecutionProvider</c>.</summary>
    public string Name => Known.Name;

    /// <summary>The options as the provider takes them.</summary>
    public IReadOnlyDictionary<string, string> Entries { get; }

    /// <summary>The provider's own library, where it has one.</summary>
    public string? PluginPath { get; }

    internal KnownProvider Known { get; }

    /// <summary>The CPU, which every library has. It takes what no other provider takes, so it only ever stands last.</summary>
    /// <returns>The provider.</returns>
    public static OnnxExecutionProvider Cpu() => new(KnownProvider.Cpu, Empty);

    /// <summary>NVIDIA GPUs.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The provider.</returns>
    public static OnnxExecutionProvider Cuda(OnnxCudaOptions? options = null) => new(KnownProvider.Cuda, (options ?? new()).ToEntries());

    /// <summary>NVIDIA GPUs, with models compiled for them. Put <see cref="Cuda"/> after it for what it does not take.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The provider.</returns>
    public static OnnxExecutionProvider TensorRt(OnnxTensorRtOptions? options = null) => new(KnownProvider.TensorRt, (options ?? new()).ToEntries());

    /// <summary>GPUs and NPUs on Windows, through Direct3D 12.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The provider.</returns>
    public static OnnxExecutionProvider DirectMl(OnnxDirectMlOptions? options = null) => new(KnownProvider.DirectMl, (options ?? new()).ToEntries());

    /// <summary>Apple's CPUs, GPUs and neural engine.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The provider.</returns>
    public static OnnxExecutionProvider CoreMl(OnnxCoreMlOptions? options = null) => new(KnownProvider.CoreMl, (options ?? new()).ToEntries());

    /// <summary>Intel's CPUs, GPUs and NPUs.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The provider.</returns>
    public static OnnxExecutionProvider OpenVino(OnnxOpenVinoOptions? options = null) => new(KnownProvider.OpenVino, (options ?? new()).ToEntries());

    /// <summary>GPUs of any make, through Vulkan, Direct3D 12 or Metal.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ArgumentException">An entry is none of the provider's options.</exception>
    public static OnnxExecutionProvider WebGpu(OnnxWebGpuOptions? options = null) => Checked(KnownProvider.WebGpu, (options ?? new()).ToEntries());

    /// <summary>A provider by name, with the defaults of its options here: <c>cuda</c> is <see cref="Cuda"/>, without TF32.</summary>
    /// <param name="name">A name as <see cref="Custom"/> takes it.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static OnnxExecutionProvider Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var known = KnownProvider.Find(name);
        return known == KnownProvider.Cuda ? Cuda()
            : known == KnownProvider.TensorRt ? TensorRt()
            : known == KnownProvider.DirectMl ? DirectMl()
            : known == KnownProvider.CoreMl ? CoreMl()
            : known == KnownProvider.OpenVino ? OpenVino()
            : known == KnownProvider.WebGpu ? WebGpu()
            : new(known, Empty);
    }

    /// <summary>A provider by name, with no options but those given.</summary>
    /// <param name="name">
    /// The name of one of the providers above (<c>cuda</c>, <c>webgpu</c>, ...; case does not matter), or of another one that the library
    /// was built with, with or without <c>ExecutionProvider</c> at the end: <c>QNN</c>, <c>XNNPACK</c>.
    /// </param>
    /// <param name="options">Its options; null for none.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ArgumentException">The name is empty, or an entry is none of the provider's options.</exception>
    public static OnnxExecutionProvider Custom(string name, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Checked(KnownProvider.Find(name), new Dictionary<string, string>(options ?? Empty, StringComparer.Ordinal));
    }

    /// <summary>A provider that is not part of ONNX Runtime but comes as a library of its own. ONNX Runtime 1.22 or later.</summary>
    /// <param name="libraryPath">That library.</param>
    /// <param name="name">The name by which the provider is known in it.</param>
    /// <param name="options">Its options; null for none.</param>
    /// <returns>The provider, on all devices that it finds.</returns>
    public static OnnxExecutionProvider Plugin(string libraryPath, string name, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(libraryPath);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(KnownProvider.Foreign(name), new Dictionary<string, string>(options ?? Empty, StringComparer.Ordinal), Path.GetFullPath(libraryPath));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private static OnnxExecutionProvider Checked(KnownProvider provider, IReadOnlyDictionary<string, string> entries)
    {
        foreach (string key in entries.Keys)
        {
            if (provider.OptionNames is { } known && !known.Contains(key, StringComparer.Ordinal))
            {
                throw new ArgumentException(
                    known.Length == 0
                        ? $"{provider.Name} has no options; {key} is given."
                        : $"{provider.Name} has no option {key}; it has {string.Join(", ", known)}. One of a later version goes into OnnxSessionOptions.ConfigEntries, as ep.{provider.Name.ToLowerInvariant()}.{key}.",
                    nameof(entries));
            }
        }

        return new OnnxExecutionProvider(provider, entries);
    }
}
