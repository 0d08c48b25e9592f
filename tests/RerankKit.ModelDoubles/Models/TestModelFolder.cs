using RerankKit.TestModels;

namespace RerankKit.ModelDoubles;

/// <summary>A generated model in a folder that goes away with it.</summary>
internal sealed class TestModelFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-model-");

    public TestModelFolder(TestModelOptions options)
    {
        Reference = TestModel.Write(_folder.FullName, options);
    }

    public string FullName => _folder.FullName;

    public IReferenceModel Reference { get; }

    public string File(params ReadOnlySpan<string> parts) => Path.Combine([FullName, .. parts]);

    public void Dispose() => _folder.Delete(recursive: true);
}
