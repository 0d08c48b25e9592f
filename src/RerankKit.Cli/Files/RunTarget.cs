using System.IO.Compression;
using System.Text;

namespace RerankKit.Cli.Files;

/// <summary>Where a run goes: a file, a device, a pipe, or standard output (<c>-</c>). What cannot be written is refused before the work is done, not after.</summary>
internal sealed class RunTarget : IDisposable
{
    private readonly ToolConsole _console;
    private readonly TargetFile? _file;
    private readonly bool _isPacked;
    private GZipStream? _packed;

    private RunTarget(string path, TargetFile? file, ToolConsole console)
    {
        Path = path;
        _file = file;
        _isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _console = console;
    }

    /// <summary>What the user calls it.</summary>
    public string Path { get; }

    /// <summary>Where finished queries are kept until the file is whole: beside it. Null where what is written cannot be taken back.</summary>
    public string? PartialPath =>
        _file is not { IsPlain: true } ? null : (_file.Path == System.IO.Path.GetFullPath(Path) ? Path : _file.Path) + ".partial";

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
        if (_file is null)
        {
            using var text = new MemoryStream();
            RunFile.Write(part, text);
            _console.Output.Write(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
            _console.Output.Flush();
            return;
        }

        Stream stream = _isPacked ? _packed ??= new GZipStream(_file.Open(), CompressionLevel.Optimal, leaveOpen: true) : _file.Open();
        RunFile.Write(part, stream);
        stream.Flush();
    }

    /// <summary>Ends the writing.</summary>
    public void Complete()
    {
        _packed?.Dispose();
        _file?.Commit();
    }

    public void Dispose()
    {
        _packed?.Dispose();
        _file?.Dispose();
    }
}
