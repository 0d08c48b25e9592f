using System.IO.Compression;

namespace RerankKit.Evaluation;

/// <summary>Writes finished results in one step.</summary>
internal sealed class SweepOutput
{
    private readonly Stream _stream;

    private SweepOutput(Stream stream) => _stream = stream;

    public static void Write(string path, Action<SweepOutput> write)
    {
        using var target = TargetFile.Find(path);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            using var packed = new GZipStream(target.Open(), CompressionLevel.Optimal, leaveOpen: true);
            write(new(packed));
        }
        else
        {
            // Not disposed: the stream below it is the target's.
            var buffered = new BufferedStream(target.Open(), 1 << 16);
            write(new(buffered));
            buffered.Flush();
        }

        target.Commit();
    }

    public void Write(SweepLine line) => _stream.Write(SweepLineWriter.Write(line));
}
