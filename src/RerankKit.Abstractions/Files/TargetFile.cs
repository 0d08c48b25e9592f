namespace RerankKit;

/// <summary>A file to be written. A plain one appears whole or not at all; a device or a pipe is written through; a link stays, and what it points to is written.</summary>
/// <remarks>Whether it can be written is found out by <see cref="Find"/>, before the work whose result it is to hold.</remarks>
internal sealed class TargetFile : IDisposable
{
    private readonly string _temporary;
    private FileStream? _stream;

    private TargetFile(string path, FileStream? special)
    {
        Path = path;
        IsPlain = special is null;
        _stream = special;
        _temporary = Invariant($"{path}.{Guid.NewGuid():N}.tmp");
    }

    /// <summary>The file itself, behind every link.</summary>
    public string Path { get; }

    /// <summary>Whether it is a file that can be replaced, and no device or pipe.</summary>
    public bool IsPlain { get; }

    /// <summary>Looks at a path; a pipe waits here for its reader.</summary>
    /// <exception cref="IOException">It is a folder, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written, or nothing may be made in its folder.</exception>
    public static TargetFile Find(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder. Name a file in it.");
        }

        // First what is there, as it was named: the links of /dev/fd do not lead to a path.
        FileStream? special = OpenSpecial(path);
        var target = new TargetFile(special is null ? Resolve(path) : path, special);
        if (target.IsPlain)
        {
            target.ProveFolder();
        }

        return target;
    }

    /// <summary>Opens it for writing; what is written to a plain file appears with <see cref="Commit"/>.</summary>
    public Stream Open() => _stream ??= Create();

    /// <summary>Ends the writing: a plain file now has what was written, in one step.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Commit()
    {
        if (_stream is null)
        {
            return;
        }

        if (!IsPlain)
        {
            _stream.Flush();
            return;
        }

        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporary, Path, overwrite: true);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        if (IsPlain)
        {
            File.Delete(_temporary);
        }
    }

    // A link whose target is missing is a place for the target, as it is for a shell.
    private static string Resolve(string path) =>
        new FileInfo(path).LinkTarget is null ? System.IO.Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Opens what is there and is no plain file, for example <c>/dev/null</c>, which must not be replaced.</summary>
    private static FileStream? OpenSpecial(string path)
    {
        FileStream stream;
        try
        {
            stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (IsPlainFile(stream))
        {
            stream.Dispose();
            return null;
        }

        return stream;
    }

    // Pipes and terminals have no position; of what has one, plain files alone have a length that can be set.
    private static bool IsPlainFile(FileStream stream)
    {
        if (!stream.CanSeek)
        {
            return false;
        }

        try
        {
            stream.SetLength(stream.Length);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private void ProveFolder()
    {
        string folder = System.IO.Path.GetDirectoryName(Path) ?? Path;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"'{Path}' cannot be written: there is no folder '{folder}'. Create it first.");
        }

        try
        {
            new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0).Dispose();
            File.Delete(_temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{Path}' cannot be written: no file can be made in its folder. Make the folder writable, or choose another.", exception);
        }
    }

    private FileStream Create()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows() && File.Exists(Path))
        {
            options.UnixCreateMode = File.GetUnixFileMode(Path);
        }

        return new(_temporary, options);
    }
}
