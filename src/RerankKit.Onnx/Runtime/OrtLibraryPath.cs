using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>A native library of ONNX Runtime that the application or its environment names, instead of the one that NuGet put beside the application.</summary>
internal static class OrtLibraryPath
{
    /// <summary>The environment variable that names the library or its folder.</summary>
    public const string Variable = "RERANKKIT_ONNXRUNTIME";

    private const string Packages =
        $"Add the package Microsoft.ML.OnnxRuntime (CPU; CoreML on macOS), Microsoft.ML.OnnxRuntime.Gpu (CUDA, TensorRT), Microsoft.ML.OnnxRuntime.DirectML or Intel.ML.OnnxRuntime.OpenVino "
        + $"to the application, version 1.30 or later; or name a library in OnnxSessionOptions.LibraryPath or in the environment variable {Variable}.";

    private static readonly string FileName =
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>The full path of what is named; null where nothing is.</summary>
    /// <exception cref="DllNotFoundException">What is named is not there.</exception>
    public static string? Find(string? libraryPath)
    {
        string source = string.IsNullOrEmpty(libraryPath) ? Variable : "LibraryPath";
        string? path = string.IsNullOrEmpty(libraryPath) ? Environment.GetEnvironmentVariable(Variable) : libraryPath;
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        string full = Path.GetFullPath(path);
        string? file = Directory.Exists(full) ? InFolder(full) : File.Exists(full) ? full : null;
        return file ?? throw new DllNotFoundException($"{source} is '{path}', and ONNX Runtime's native library is not there ({FileName}). {Packages}");
    }

    /// <summary>Whether a module of this process is the library itself, not one of its providers.</summary>
    public static bool IsLibrary(string moduleName) =>
        moduleName.StartsWith(Path.GetFileNameWithoutExtension(FileName), StringComparison.OrdinalIgnoreCase)
        && !moduleName.Contains("providers", StringComparison.OrdinalIgnoreCase);

    /// <summary>Loads what <see cref="Find"/> found.</summary>
    /// <exception cref="DllNotFoundException">It is no library for this machine, or another one.</exception>
    public static nint Open(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException($"{path} cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()} {Packages}", e);
        }

        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out _))
        {
            NativeLibrary.Free(library);
            throw new DllNotFoundException($"{path} is not ONNX Runtime: it has no OrtGetApiBase. {Packages}");
        }

        return library;
    }

    /// <summary>What is said where the managed API does not find a library, or finds one that is too old for it.</summary>
    public static DllNotFoundException NotLoaded(Exception exception) =>
        new($"ONNX Runtime's native library could not be loaded: {exception.GetBaseException().Message.ReplaceLineEndings(" ").Trim()} {Packages}", exception);

    // A library that ends with its version will do too: libonnxruntime.so.1.31.1.
    private static string? InFolder(string folder)
    {
        string plain = Path.Combine(folder, FileName);
        return File.Exists(plain) ? plain : Directory.EnumerateFiles(folder, FileName + ".*").Order(StringComparer.Ordinal).FirstOrDefault();
    }
}
