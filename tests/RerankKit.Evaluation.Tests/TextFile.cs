using System.IO.Compression;
using System.Text;

namespace RerankKit.Evaluation.Tests;

/// <summary>Files and streams made of text.</summary>
internal static class TextFile
{
    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public static Run Run(string text, string? name = null) => RunFile.Read(Stream(text), name);

    public static Qrels Qrels(string text) => QrelsFile.Read(Stream(text));
}
