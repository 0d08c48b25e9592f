using System.IO.Compression;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Writes a text file in one step: a reader sees the old file or the whole new one, never half of it.</summary>
internal static class OutputFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file, device or pipe; packs it when the path ends in <c>.gz</c>.</summary>
    public static void WriteBytes(string path, Action<Stream> write)
    {
        using var target = TargetFile.Find(path);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            using var packed = new GZipStream(target.Open(), CompressionLevel.Optimal, leaveOpen: true);
            write(packed);
        }
        else
        {
            write(target.Open());
        }

        target.Commit();
    }

    /// <inheritdoc cref="WriteBytes"/>
    public static void Write(string path, Action<TextWriter> write) => WriteBytes(path, stream => Write(stream, write));

    /// <summary>Writes UTF-8 without BOM, lines ending in LF, and leaves the stream open.</summary>
    public static void Write(Stream stream, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(stream, Utf8, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    }
}
