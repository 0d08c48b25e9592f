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
            Dispose();
        }

        _file ??= Open(now);
        _openPath = now;
        long end = _file.CanSeek ? _file.Seek(0, SeekOrigin.End) : 0; // somebody may have emptied it
        try
        {
            _file.Write(lines);
        }
        catch (IOException)
        {
            CutBack(_file, end);
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        (FileStream? file, _file, _openPath) = (_file, null, null);
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is counted already.
        }
    }

    private static FileStream Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            CutHalfLine(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // A process that was killed may have left half of a line.
    private static void CutHalfLine(FileStream file)
    {
        if (!file.CanSeek || file.Length == 0)
        {
            return;
        }

        long end = file.Length;
        Span<byte> last = [0];
        while (end > 0)
        {
            file.Position = end - 1;
            file.ReadExactly(last);
            if (last[0] == (byte)'\n')
            {
                break;
            }

            end--;
        }

        if (end < file.Length)
        {
            file.Position = end;
            file.ReadExactly(last);
            if (last[0] != (byte)'{')
            {
                throw new IOException($"'{file.Name}' is no log of rankings: its last line is not one of JSON. Name another file.");
            }

            file.SetLength(end);
        }
    }

    // Half of a line would be read as a damaged log.
    private static void CutBack(FileStream file, long length)
    {
        try
        {
            file.SetLength(length);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or UnauthorizedAccessException or ArgumentException)
        {
            // A device has no length to go back to.
        }
    }
}
