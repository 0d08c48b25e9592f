namespace RerankKit.Sqlite.Tests;

/// <summary>A folder that is deleted with its content.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("rerankkit-sqlite-").FullName;

    public string File(string name = "store.db") => Path.Combine(_path, name);

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(_path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
