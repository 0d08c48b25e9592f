using System.Globalization;

namespace RerankKit;

/// <summary>The file that a log is appended to. After a failure it is opened anew, so that a disk with room again or a folder that came back is used.</summary>
internal sealed class RankingLogTarget(string path, TimeProvider timeProvider) : IDisposable
{
    private FileStream? _file;
    private string? _openPath;

    public void Append(ReadOnlySpan<byte> lines)
    {
        string now = path
            .Replace("{date}", timeProvider.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{process}", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (now != _openPath)
        {
            Close();
        }

        _file ??= Open(now);
        _openPath = now;
        long whole = _file.CanSeek ? _file.Length : 0;
        try
        {
            _file.Write(lines);
        }
        catch (IOException)
        {
            CutBack(whole);
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    private static FileStream Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        if (file.CanSeek && file.Length > 0)
        {
            // A process that was killed may have left half a line.
            file.Position = file.Length - 1;
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }

        return file;
    }

    // Half of a line would be read as a damaged log.
    private void CutBack(long length)
    {
        try
        {
            if (_file!.CanSeek)
            {
                _file.SetLength(length);
            }
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            // A device has no length to go back to.
        }
    }

    private void Close()
    {
        FileStream? file = _file;
        _file = null;
        _openPath = null;
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is counted already.
        }
    }
}
