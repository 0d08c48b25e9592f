namespace RerankKit.Onnx;

/// <summary>
/// The process's one ONNX Runtime: library, environment and what all sessions share. It is loaded by the first session and stays to the
/// end of the process, as native code may still log or free when everything else is gone.
/// </summary>
internal sealed unsafe class OrtRuntime
{
    private static readonly Lock Gate = new();
    private static volatile OrtRuntime? _current;

    private OrtRuntime(OrtLibrary library)
    {
        Library = library;
        nint environment, memory, allocator;
        using OrtText id = OrtText.Of("RerankKit");
        Api.Check(Api.CreateEnvironment(&OrtLog.Write, 0, OrtLog.Warning, id.Utf8, &environment));
        Api.Check(Api.DisableTelemetry(environment));
        Api.Check(Api.CreateCpuMemoryInfo(&memory));
        Api.Check(Api.GetDefaultAllocator(&allocator));
        Environment = environment;
        CpuMemory = memory;
        Allocator = allocator;
        AvailableProviders = ReadProviders();
    }

    public OrtLibrary Library { get; }

    public OrtApi Api => Library.Api;

    public nint Environment { get; }

    public nint CpuMemory { get; }

    public nint Allocator { get; }

    /// <summary>The execution providers that the library was built with, by ONNX Runtime's names, the preferred ones first.</summary>
    public string[] AvailableProviders { get; }

    /// <summary>The runtime, loaded now if it was not.</summary>
    /// <param name="libraryPath">Where the library is; null for the usual search, or for the one that is loaded.</param>
    /// <exception cref="DllNotFoundException">There is no library that will do.</exception>
    /// <exception cref="InvalidOperationException">Another library is loaded already.</exception>
    public static OrtRuntime Load(string? libraryPath)
    {
        OrtRuntime? runtime = _current;
        if (runtime is null)
        {
            lock (Gate)
            {
                runtime = _current ??= new OrtRuntime(OrtLibrarySearch.Load(
                    libraryPath,
                    System.Environment.GetEnvironmentVariable(OrtLibrarySearch.Variable),
                    OrtLibrarySearch.ApplicationFolders,
                    OrtLibrarySearch.FileNames));
            }
        }

        if (!string.IsNullOrEmpty(libraryPath) && !runtime.IsAt(libraryPath))
        {
            throw new InvalidOperationException(
                $"LibraryPath is {libraryPath}, but this process has loaded {runtime.Library} already, and a process can have only one. Give every session the same path.");
        }

        return runtime;
    }

    /// <summary>A text that the library allocated.</summary>
    public string Take(byte* text)
    {
        string copy = OrtText.Read(text);
        Free(text);
        return copy;
    }

    /// <summary>Frees what the library allocated; null is allowed.</summary>
    public void Free(void* memory)
    {
        if (memory != null)
        {
            Api.Check(Api.Free(Allocator, memory));
        }
    }

    private bool IsAt(string path)
    {
        string full = Path.GetFullPath(path);
        return string.Equals(full, Library.Path, StringComparison.Ordinal)
            || string.Equals(Path.TrimEndingDirectorySeparator(full), Path.GetDirectoryName(Library.Path), StringComparison.Ordinal);
    }

    private string[] ReadProviders()
    {
        byte** names;
        int count;
        Api.Check(Api.GetAvailableProviders(&names, &count));
        string[] providers = new string[count];
        for (int i = 0; i < count; i++)
        {
            providers[i] = OrtText.Read(names[i]);
        }

        Api.Check(Api.ReleaseAvailableProviders(names, count));
        return providers;
    }
}
