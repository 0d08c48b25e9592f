using System.IO.Compression;
using System.Text;

namespace RerankKit.Cli.Tests;

/// <summary>A temporary folder with small files written by hand.</summary>
internal sealed class SmallFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-cli-");

    public string Folder => _folder.FullName;

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Writes lines; packed when the name ends in .gz.</summary>
    public string Write(string name, params string[] lines)
    {
        string path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
            packed.Write(bytes);
        }
        else
        {
            File.WriteAllBytes(path, bytes);
        }

        return path;
    }

    /// <summary>Writes a run of one query per text: <c>q1: a=3 b=2</c>.</summary>
    public string WriteRun(string name, params string[] queries) =>
        Write(name, [.. queries.SelectMany(query =>
        {
            string[] parts = query.Split(": ");
            return parts[1].Split(' ').Select((document, i) => $"{parts[0]} Q0 {document.Split('=')[0]} {i + 1} {document.Split('=')[1]} {Path.GetFileNameWithoutExtension(name)}");
        })]);

    public void Dispose() => _folder.Delete(recursive: true);
}
