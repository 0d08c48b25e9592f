using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <summary>The process's one ONNX Runtime: which library it is, its environment and its log.</summary>
internal sealed class OrtRuntime
{
    private static readonly Lock Gate = new();
    private static volatile OrtRuntime? _current;

    private OrtRuntime(string? path)
    {
        if (path is not null)
        {
            UseLibrary(path);
        }

        try
        {
            if (!OrtEnv.IsCreated)
            {
                var options = new EnvironmentCreationOptions { logId = "RerankKit", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, loggingFunction = OrtLog.Write };
                OrtEnv.CreateInstanceWithOptions(ref options);
            }

            Environment = OrtEnv.Instance();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw OrtLibraryPath.NotLoaded(e);
        }

        Environment.DisableTelemetryEvents();
        Version = Environment.GetVersionString();
        AvailableProviders = Environment.GetAvailableProviders();
        Path = path ?? LoadedModule();
    }

    /// <summary>The library's file; null where the system does not tell.</summary>
    public string? Path { get; }

    public string Version { get; }

    public OrtEnv Environment { get; }

    public string[] AvailableProviders { get; }

    /// <summary>Loads the library, if no session has yet.</summary>
    /// <exception cref="DllNotFoundException">There is none that will do.</exception>
    /// <exception cref="InvalidOperationException">Another library is loaded already.</exception>
    public static OrtRuntime Load(string? libraryPath)
    {
        OrtRuntime? runtime = _current;
        if (runtime is null)
        {
            lock (Gate)
            {
                runtime = _current ??= new OrtRuntime(OrtLibraryPath.Find(libraryPath));
            }
        }

        if (!string.IsNullOrEmpty(libraryPath) && OrtLibraryPath.Find(libraryPath) != runtime.Path)
        {
            throw Second(libraryPath, runtime.ToString());
        }

        return runtime;
    }

    /// <summary>Whether the application brought the library, which is loaded then.</summary>
    /// <param name="missing">What is said where it did not.</param>
    /// <exception cref="DllNotFoundException">One is named in the environment, and it is not there.</exception>
    public static bool IsThere([NotNullWhen(false)] out DllNotFoundException? missing)
    {
        string? named = OrtLibraryPath.Find(libraryPath: null);
        try
        {
            missing = null;
            Load(libraryPath: null);
            return true;
        }
        catch (DllNotFoundException exception) when (named is null)
        {
            missing = exception;
            return false;
        }
    }

    public override string ToString() => $"ONNX Runtime {Version} ({Path ?? "the application's"})";

    private static void UseLibrary(string path)
    {
        nint library = OrtLibraryPath.Open(path);
        try
        {
            OrtEnv.DisableDllImportResolver = true;
            NativeLibrary.SetDllImportResolver(typeof(InferenceSession).Assembly, (name, _, _) => name == "onnxruntime" ? library : 0);
        }
        catch (InvalidOperationException)
        {
            throw Second(path, "the ONNX Runtime that the application uses");
        }
    }

    private static InvalidOperationException Second(string path, string loaded) =>
        new($"LibraryPath is {path}, but this process has loaded {loaded} already, and a process can have only one. Give every session the same path.");

    private static string? LoadedModule()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().FirstOrDefault(module => OrtLibraryPath.IsLibrary(module.ModuleName))?.FileName;
    }
}
