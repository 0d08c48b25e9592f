using System.IO.Compression;
using System.Text;

namespace RerankKit.Cli.Files;

/// <summary>Where a run goes: a file, a device, a pipe, or standard output (<c>-</c>). What cannot be written is refused before the work is done, not after.</summary>
/// <param name="path">What the user calls it.</param>
/// <param name="file">The file; null for standard output.</param>
/// <param name="console">Has standard output.</param>
internal sealed class RunTarget(string path, TargetFile? file, ToolConsole console) : IDisposable
{
    private readonly bool _isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
    private GZipStream? _packed;

    public string Path => path;

    /// <summary>Where finished queries are kept until the file is whole: beside it. Null where what is written cannot be taken back.</summary>
    public string? PartialPath =>
        file is not { IsPlain: true } ? null : (file.Path == System.IO.Path.GetFullPath(Path) ? Path : file.Path) + ".partial";

    /// <exception cref="InputException">The path of <c>--output</c> cannot be written.</exception>
    public static RunTarget Open(string path, ToolConsole console)
    {
        if (path == InputFiles.Standard)
        {
            return new(path, file: null, console);
        }

        try
        {
            return new(path, TargetFile.Find(path), console);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--output: {exception.Message}");
        }
    }

    /// <summary>Writes a whole run.</summary>
    public void Write(Run run)
    {
        Append(run);
        Complete();
    }

    /// <summary>Writes a part of a run. A plain file has nothing of it before <see cref="Complete"/>.</summary>
    public void Append(Run part)
    {
        if (file is null)
        {
            using var text = new MemoryStream();
            RunFile.Write(part, text);
            console.Output.Write(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
            console.Output.Flush();
            return;
        }

        Stream stream = _isPacked ? _packed ??= new GZipStream(file.Open(), CompressionLevel.Optimal, leaveOpen: true) : file.Open();
        RunFile.Write(part, stream);
        stream.Flush();
    }

    /// <summary>Ends the writing.</summary>
    public void Complete()
    {
        _packed?.Dispose();
        file?.Commit();
    }

    public void Dispose()
    {
        _packed?.Dispose();
        file?.Dispose();
    }
}
