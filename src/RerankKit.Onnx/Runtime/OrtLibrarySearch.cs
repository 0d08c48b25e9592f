using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit.Onnx;

/// <summary>Finds and loads ONNX Runtime's native library, and notes where it looked and what was wrong there.</summary>
internal sealed class OrtLibrarySearch
{
    /// <summary>The environment variable that names the library or its folder.</summary>
    public const string Variable = "RERANKKIT_ONNXRUNTIME";

    private readonly List<string> _looked = [];

    /// <summary>The names of the library on this operating system.</summary>
    public static string[] FileNames { get; } =
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib", "libonnxruntime.1.dylib"]
        : ["libonnxruntime.so", "libonnxruntime.so.1"];

    /// <summary>The folders in which an application's NuGet packages put native libraries.</summary>
    public static IEnumerable<string> ApplicationFolders
    {
        get
        {
            string[] assets = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string[] own =
            [
                AppContext.BaseDirectory,
                Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
            ];
            return assets.Concat(own).Select(folder => Path.TrimEndingDirectorySeparator(folder)).Distinct(StringComparer.Ordinal);
        }
    }

    /// <summary>Loads the first library that will do.</summary>
    /// <param name="path">The library or its folder, as the application names it; nothing else is tried then.</param>
    /// <param name="variable">The value of <see cref="Variable"/>; nothing after it is tried when it is there.</param>
    /// <param name="folders">The application's folders.</param>
    /// <param name="systemNames">Names for the operating system's own search, the last resort.</param>
    /// <exception cref="DllNotFoundException">None will do. The message lists where it looked, and what to add.</exception>
    public static OrtLibrary Load(string? path, string? variable, IEnumerable<string> folders, IEnumerable<string> systemNames)
    {
        var search = new OrtLibrarySearch();
        IEnumerable<string> files =
            !string.IsNullOrEmpty(path) ? Named(path)
            : !string.IsNullOrEmpty(variable) ? Named(variable)
            : folders.SelectMany(folder => FileNames.Select(name => Path.Combine(folder, name)));
        bool isNamed = !string.IsNullOrEmpty(path) || !string.IsNullOrEmpty(variable);
        foreach (string file in files)
        {
            if (search.TryFile(file, out OrtLibrary? library))
            {
                return library;
            }
        }

        foreach (string name in isNamed ? [] : systemNames)
        {
            if (search.TryLoad(name, out OrtLibrary? library))
            {
                return library;
            }
        }

        throw search.NotFound(!string.IsNullOrEmpty(path) ? "LibraryPath" : !string.IsNullOrEmpty(variable) ? Variable : null);
    }

    // In a folder that is named, a library that ends with its version will do too: libonnxruntime.so.1.22.0.
    private static IEnumerable<string> Named(string path) =>
        Directory.Exists(path)
            ? FileNames.Select(name => Path.Combine(Path.GetFullPath(path), name)).Concat(Directory.EnumerateFiles(Path.GetFullPath(path), FileNames[0] + ".*"))
            : [Path.GetFullPath(path)];

    private bool TryFile(string file, [NotNullWhen(true)] out OrtLibrary? library)
    {
        if (File.Exists(file))
        {
            return TryLoad(file, out library);
        }

        _looked.Add($"{file}: not there");
        library = null;
        return false;
    }

    private bool TryLoad(string name, [NotNullWhen(true)] out OrtLibrary? library)
    {
        library = null;
        nint handle;
        try
        {
            handle = NativeLibrary.Load(name);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            string reason = Path.IsPathRooted(name) ? $"cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()}" : "not found by the system's own search";
            _looked.Add($"{name}: {reason}");
            return false;
        }

        if (OrtLibrary.TryRead(handle, name, out library, out string? objection))
        {
            return true;
        }

        NativeLibrary.Free(handle);
        _looked.Add($"{name}: {objection}");
        return false;
    }

    private DllNotFoundException NotFound(string? namedBy)
    {
        var message = new StringBuilder("ONNX Runtime's native library was not found");
        message.Append(namedBy is null ? ".\nLooked at:" : $" where {namedBy} says it is.\nLooked at:");
        foreach (string place in _looked)
        {
            message.Append("\n  ").Append(place);
        }

        message.Append(
            CultureInfo.InvariantCulture,
            $"""

             Add the package Microsoft.ML.OnnxRuntime (CPU; CoreML on macOS), Microsoft.ML.OnnxRuntime.Gpu (CUDA, TensorRT), Microsoft.ML.OnnxRuntime.DirectML
             or Intel.ML.OnnxRuntime.OpenVino to the application, version 1.{OrtApi.Version} or later; or name a library in OnnxSessionOptions.LibraryPath or in the
             environment variable {Variable}.
             """);
        return new DllNotFoundException(message.ToString());
    }
}
