namespace RerankKit.Onnx.Tests.Runtime;

/// <summary>A folder for the models of a test, deleted after it.</summary>
internal sealed class TemporaryModels : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("rerankkit-onnx-").FullName;

    public string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
