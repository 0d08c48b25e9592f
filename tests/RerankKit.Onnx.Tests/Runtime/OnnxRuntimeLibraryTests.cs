namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxRuntimeLibraryTests : IDisposable
{
    private readonly TemporaryModels _folder = new();

    private static string Library { get; } = OnnxRuntimeLibrary.Load().Path;

    public void Dispose() => _folder.Dispose();

    [Test]
    public void TheApplicationsOwnLibraryIsFound()
    {
        OnnxRuntimeLibrary library = OnnxRuntimeLibrary.Load();

        Assert.That(library.Path, Does.StartWith(AppContext.BaseDirectory).Or.EqualTo(Environment.GetEnvironmentVariable(OrtLibraryPath.Variable)));
        Assert.That(Version.Parse(library.Version), Is.GreaterThanOrEqualTo(new Version(1, 30)));
        Assert.That(library.ExecutionProviders, Does.Contain("CPUExecutionProvider"));
    }

    [Test]
    public async Task ThePathStandsAboveTheVariableAndTheVariableAboveTheApplicationsOwn()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Folder, "named")).FullName;
        string copy = Path.Combine(folder, Path.GetFileName(Library) + ".1");
        File.Copy(Library, copy);

        Assert.That(await Program.SayAsync([Program.Library, copy], (OrtLibraryPath.Variable, "/nowhere/a.so")), Is.EqualTo(copy));
        Assert.That(await Program.SayAsync([Program.Library, ""], (OrtLibraryPath.Variable, folder)), Is.EqualTo(copy), "a folder stands for the library in it");
        Assert.That(await Program.SayAsync([Program.Library, ""], (OrtLibraryPath.Variable, "")), Is.EqualTo(Library));
    }

    [Test]
    public async Task AMissingLibraryIsNamedWithWhoeverNamedItAndThePackagesToAdd()
    {
        string byPath = await Program.SayAsync([Program.Library, "/nowhere/a.so"]);
        string byVariable = await Program.SayAsync([Program.Library, ""], (OrtLibraryPath.Variable, "/nowhere/b.so"));

        Assert.That(byPath, Does.StartWith("DllNotFoundException: LibraryPath is '/nowhere/a.so'"));
        Assert.That(byVariable, Does.StartWith("DllNotFoundException: RERANKKIT_ONNXRUNTIME is '/nowhere/b.so'"));
        Assert.That(byPath, Does.Contain("Microsoft.ML.OnnxRuntime (CPU").And.Contain("Microsoft.ML.OnnxRuntime.Gpu").And.Contain("DirectML").And.Contain("OpenVino"));
    }

    [Test]
    public async Task AFileThatIsNoLibraryIsNamed()
    {
        string bad = _folder.Write("bad-" + Path.GetFileName(Library), "not a library"u8.ToArray());

        Assert.That(await Program.SayAsync([Program.Library, bad]), Does.StartWith($"DllNotFoundException: {bad} cannot be loaded: ").And.Contain("Microsoft.ML.OnnxRuntime"));
    }

    [Test]
    public async Task AnotherNativeLibraryIsNamed()
    {
        string other = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*System.Native.*")
            .First(file => Path.GetExtension(file) is ".so" or ".dylib" or ".dll");

        Assert.That(await Program.SayAsync([Program.Library, other]), Does.StartWith($"DllNotFoundException: {other} is not ONNX Runtime: it has no OrtGetApiBase."));
    }

    [Test]
    public void ASecondLibraryInTheProcessIsRefused()
    {
        string copy = Path.Combine(_folder.Folder, "second-" + Path.GetFileName(Library));
        File.Copy(Library, copy);

        Assert.That(OnnxRuntimeLibrary.Load(Library).Path, Is.EqualTo(Library));
        Assert.That(OnnxRuntimeLibrary.Load(Path.GetDirectoryName(Library)).Path, Is.EqualTo(Library));
        Assert.That(() => OnnxRuntimeLibrary.Load(copy), Throws.InvalidOperationException.With.Message.Contains(copy).And.Message.Contains(Library));
    }
}
