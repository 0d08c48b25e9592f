namespace RerankKit.Onnx;

/// <summary>The ONNX Runtime that this process has loaded. Thread-safe.</summary>
/// <param name="Path">The library's file, or the name by which the operating system found it.</param>
/// <param name="Version">Its version, for example 1.30.0.</param>
/// <param name="ExecutionProviders">The execution providers that it was built with, by ONNX Runtime's names. Whether one finds a device shows when a session is opened.</param>
public sealed record OnnxRuntimeLibrary(string Path, string Version, IReadOnlyList<string> ExecutionProviders)
{
    /// <summary>Loads ONNX Runtime, if no session has loaded it yet.</summary>
    /// <param name="libraryPath">As in <see cref="OnnxSessionOptions.LibraryPath"/>; null for the usual search, or for the library that is loaded.</param>
    /// <returns>What is loaded.</returns>
    /// <exception cref="DllNotFoundException">There is no library that will do. The message lists where it was looked for, and the packages to add.</exception>
    /// <exception cref="InvalidOperationException">Another library is loaded already.</exception>
    public static OnnxRuntimeLibrary Load(string? libraryPath = null)
    {
        OrtRuntime runtime = OrtRuntime.Load(libraryPath);
        return new OnnxRuntimeLibrary(runtime.Path ?? "onnxruntime", runtime.Version, runtime.AvailableProviders);
    }
}
