using System.IO.Compression;
using System.Text;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Files;

/// <summary>Where a run goes: a file, a device, a pipe, or standard output (<c>-</c>). What cannot be written is refused before the work is done, not after.</summary>
internal sealed class RunTarget : IDisposable
{
    private readonly ToolConsole _console;
    private readonly TargetFile? _file;
    private readonly bool _isPacked;

    private RunTarget(string path, TargetFile? file, ToolConsole console)
    {
        _file = file;
        _isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _console = console;
    }

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

    public void Write(Run run)
    {
        if (_file is null)
        {
            using var text = new MemoryStream();
            RunFile.Write(run, text);
            _console.Output.Write(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
            return;
        }

        if (_isPacked)
        {
            using var packed = new GZipStream(_file.Open(), CompressionLevel.Optimal, leaveOpen: true);
            RunFile.Write(run, packed);
        }
        else
        {
            RunFile.Write(run, _file.Open());
        }

        _file.Commit();
    }

    public void Dispose() => _file?.Dispose();
}
