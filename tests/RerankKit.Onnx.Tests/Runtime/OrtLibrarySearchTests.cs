namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OrtLibrarySearchTests : IDisposable
{
    private readonly TemporaryModels _folder = new();

    private static string Library { get; } = OnnxRuntimeLibrary.Load().Path;

    public void Dispose() => _folder.Dispose();

    [Test]
    public void TheApplicationsOwnLibraryIsFound()
    {
        if (Environment.GetEnvironmentVariable(OrtLibrarySearch.Variable) is { Length: > 0 } variable)
        {
            Assert.Ignore($"{OrtLibrarySearch.Variable} names {variable}.");
        }

        OnnxRuntimeLibrary library = OnnxRuntimeLibrary.Load();

        Assert.That(Path.GetDirectoryName(library.Path), Is.EqualTo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));
        Assert.That(Version.Parse(library.Version), Is.GreaterThanOrEqualTo(new Version(1, 17)));
        Assert.That(library.ExecutionProviders, Does.Contain("CPUExecutionProvider"));
    }

    [Test]
    public void AMissingLibraryIsOneExceptionThatListsThePlacesAndThePackages()
    {
        string[] folders = [Path.Combine(_folder.Folder, "assets"), Path.Combine(_folder.Folder, "base")];

        DllNotFoundException e = Assert.Throws<DllNotFoundException>(() => OrtLibrarySearch.Load(null, null, folders, ["rerankkit-no-such-library"]))!;

        Assert.That(e.Message, Does.Contain(Path.Combine(folders[0], OrtLibrarySearch.FileNames[0])));
        Assert.That(e.Message, Does.Contain(Path.Combine(folders[1], OrtLibrarySearch.FileNames[0])));
        Assert.That(e.Message, Does.Contain("rerankkit-no-such-library: not found by the system"));
        Assert.That(e.Message, Does.Contain("Microsoft.ML.OnnxRuntime (CPU").And.Contain("Microsoft.ML.OnnxRuntime.Gpu").And.Contain("DirectML").And.Contain("OpenVino"));
        Assert.That(e.Message, Does.Contain("RERANKKIT_ONNXRUNTIME").And.Contain("LibraryPath"));
    }

    [Test]
    public void TheExplicitPathStandsAboveTheVariableAndTheVariableAboveTheFolders()
    {
        Assert.That(OrtLibrarySearch.Load(Library, "/nowhere/a.so", ["/nowhere"], []).Path, Is.EqualTo(Library));
        Assert.That(OrtLibrarySearch.Load(null, Library, ["/nowhere"], []).Path, Is.EqualTo(Library));
        Assert.That(OrtLibrarySearch.Load(null, "", ["/nowhere", Path.GetDirectoryName(Library)!], []).Path, Is.EqualTo(Library));
        Assert.That(
            () => OrtLibrarySearch.Load("/nowhere/a.so", Library, [Path.GetDirectoryName(Library)!], []),
            Throws.InstanceOf<DllNotFoundException>().With.Message.Contains("LibraryPath says").And.Message.Contains("a.so"));
        Assert.That(
            () => OrtLibrarySearch.Load(null, "/nowhere/b.so", [Path.GetDirectoryName(Library)!], []),
            Throws.InstanceOf<DllNotFoundException>().With.Message.Contains("RERANKKIT_ONNXRUNTIME says").And.Message.Contains("b.so"));
    }

    [Test]
    public void AFolderStandsForTheLibraryInIt()
    {
        Assert.That(OrtLibrarySearch.Load(Path.GetDirectoryName(Library), null, [], []).Path, Is.EqualTo(Library));
    }

    [Test]
    public void AFileThatIsNoLibraryIsPassedByAndNamed()
    {
        string bad = _folder.Write(OrtLibrarySearch.FileNames[0], "not a library"u8.ToArray());

        Assert.That(OrtLibrarySearch.Load(null, null, [_folder.Folder, Path.GetDirectoryName(Library)!], []).Path, Is.EqualTo(Library));
        Assert.That(
            () => OrtLibrarySearch.Load(null, null, [_folder.Folder], []),
            Throws.InstanceOf<DllNotFoundException>().With.Message.Contains($"{bad}: cannot be loaded"));
    }

    [Test]
    public void AnotherNativeLibraryIsPassedByAndNamed()
    {
        string other = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*System.Native.*")
            .First(file => Path.GetExtension(file) is ".so" or ".dylib" or ".dll");

        Assert.That(
            () => OrtLibrarySearch.Load(other, null, [], []),
            Throws.InstanceOf<DllNotFoundException>().With.Message.Contains("OrtGetApiBase"));
    }

    [Test]
    public void ASecondLibraryInTheProcessIsRefused()
    {
        Assert.That(OnnxRuntimeLibrary.Load(Library).Path, Is.EqualTo(Library));
        Assert.That(OnnxRuntimeLibrary.Load(Path.GetDirectoryName(Library)).Path, Is.EqualTo(Library));
        Assert.That(
            () => OnnxRuntimeLibrary.Load("/nowhere/libonnxruntime.so"),
            Throws.InvalidOperationException.With.Message.Contains("/nowhere/libonnxruntime.so").And.Message.Contains(Library));
    }

    [Test]
    public void TheApplicationsFoldersIncludeThoseOfItsPackages()
    {
        Assert.That(OrtLibrarySearch.ApplicationFolders, Does.Contain(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));
        Assert.That(OrtLibrarySearch.ApplicationFolders, Has.Some.EndsWith(Path.Combine("runtimes", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "native")));
        Assert.That(OrtLibrarySearch.ApplicationFolders, Is.Unique);
    }
}
