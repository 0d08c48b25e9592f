using System.Globalization;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Finds the small text files that Git leaves in place of large ones where a repository is cloned without LFS (git-lfs.com, pointer format 1).</summary>
internal static class LfsPointer
{
    // What the format allows at most.
    private const int MaxLength = 1024;
    private const string FirstLine = "version https://git-lfs.github.com/spec/";
    private const string SizeKey = "size ";

    /// <summary>Refuses a pointer where the file itself is needed; other files, and none at all, are left to the reader.</summary>
    /// <exception cref="InvalidDataException">The file is a pointer.</exception>
    public static void Refuse(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 and <= MaxLength } || Read(path) is not string text || !text.StartsWith(FirstLine, StringComparison.Ordinal))
        {
            return;
        }

        string? size = Array.Find(text.Split('\n'), line => line.StartsWith(SizeKey, StringComparison.Ordinal))?[SizeKey.Length..].Trim();
        string bytes = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? Invariant($" of {length:N0} bytes")
            : "";
        throw new InvalidDataException(
            $"'{path}' is a Git LFS pointer, not the file{bytes} that it stands for: the repository was cloned without Git LFS. Run 'git lfs pull' in it, or have the model downloaded from the hub by its id ('rerankkit models pull owner/name').");
    }

    // A symbolic link has a short length of its own, whatever it leads to.
    private static string? Read(string path)
    {
        Span<byte> start = stackalloc byte[MaxLength];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return stream.Length <= MaxLength ? Encoding.UTF8.GetString(start[..length]) : null;
    }
}
