using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Recognises by its first bytes what a file is that was to be text.</summary>
internal static class FileSignature
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Length = 8;

    private const string Unpack = "Unpack it first (only gzip is unpacked here).";

    /// <summary>Whether it is gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <summary>The encoding that a byte order mark names; null for UTF-8 and where there is none.</summary>
    /// <remarks>It does not replace what is invalid: that would make two different ids one.</remarks>
    public static Encoding? MarkedEncoding(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => null,
    };

    /// <summary>Why a file that starts so cannot be read, and what to do; null where nothing is known against it.</summary>
    public static string? Problem(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => $"This is a ZIP archive. {Unpack}",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => $"This is packed with zstd. {Unpack}",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => $"This is packed with xz. {Unpack}",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..] => $"This is packed with bzip2. {Unpack}",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', < (byte)' ', ..] => "This is a Parquet file. Convert it to a file of text first.",
        _ => null,
    };

    /// <summary>Why a line cannot be one of a text, and what to do; null where nothing is known against it.</summary>
    public static string? ProblemOfLine(ReadOnlySpan<byte> line, int number) =>
        number == 1 && MarkedEncoding(line) is not null ? "This is UTF-16 inside gzip. Convert it to UTF-8, or unpack it first."
        : number == 1 && line.StartsWith("version https://git-lfs.github.com/spec/"u8)
            ? "This is a pointer of Git LFS, not the file that it stands for. Get the file with 'git lfs pull' in its repository."
        : line.Contains((byte)0) ? "This is binary data, with zero bytes in it. Give a file of text in UTF-8, or in UTF-16 with a byte order mark."
        : null;
}
