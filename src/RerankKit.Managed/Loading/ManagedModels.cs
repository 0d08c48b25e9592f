using System.Runtime.Intrinsics.X86;

namespace RerankKit.Managed;

/// <summary>Finds out whether this engine runs a model, and where its weights are.</summary>
internal static class ManagedModels
{
    private static readonly string[] GraphFiles = ["onnx/model.onnx", "model.onnx"];

    /// <summary>Why this engine does not run a model; null where it does. And whether the model's weights are kept in 8 bits, which are widened here.</summary>
    public static (string? Refusal, bool IsQuantized) Examine(GraphSource source)
    {
        try
        {
            EncoderConfig config = EncoderConfig.Read(source.Profile);
            using ITensorSource tensors = OpenWeights(source);
            return (EncoderWeights.Refusal(config, tensors), tensors.IsQuantized);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidDataException or FileNotFoundException)
        {
            return (exception.Message, false);
        }
    }

    /// <summary>Whether this engine computes less for a model than its graph does as it was exported, in vectors that are wide enough for that to tell.</summary>
    public static bool DoesLess(ModelProfile profile) => Avx2.IsSupported && Fma.IsSupported && EncoderConfig.Read(profile).Labels > 0;

    /// <summary>Opens the weights: those of an ONNX file that the application names; else safetensors, where the folder has them; else the ONNX file that was found.</summary>
    /// <exception cref="FileNotFoundException">There are none.</exception>
    public static ITensorSource OpenWeights(GraphSource source)
    {
        string directory = source.Profile.Directory;
        return Safetensors(source).Count > 0 ? SafetensorsSource.Open(directory)
            : OnnxPath(source) is { } onnx ? OnnxSource.Open(onnx)
            : throw new FileNotFoundException($"'{directory}' has neither {SafetensorsFiles.Single} nor an ONNX file.", Path.Combine(directory, SafetensorsFiles.Single));
    }

    /// <summary>The files with the weights, by their paths in the folder.</summary>
    public static IEnumerable<string> FilesOf(GraphSource source)
    {
        string directory = source.Profile.Directory;
        if (Safetensors(source) is { Count: > 0 } safetensors)
        {
            return safetensors;
        }

        string onnx = OnnxPath(source)!;
        return OnnxExternalData.ReadLocations(onnx).Select(file => Path.Combine(Path.GetDirectoryName(onnx)!, file)).Prepend(onnx).Select(file => Path.GetRelativePath(directory, file));
    }

    // A precision is one of ONNX files.
    private static IReadOnlyList<string> Safetensors(GraphSource source) =>
        source.Options.Source is { OnnxFile: null, Precision: ModelPrecision.Auto or ModelPrecision.Float32 } ? SafetensorsFiles.In(source.Profile.Directory, HubCache.ListFiles(source.Profile.Directory)) : [];

    private static string? OnnxPath(GraphSource source) =>
        source.Stored?.OnnxPath ?? GraphFiles.Select(file => Path.Combine(source.Profile.Directory, file)).FirstOrDefault(File.Exists);
}
