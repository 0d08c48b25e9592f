using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RerankKit.Models;

/// <summary>The fixed part of a table's file, and where the other parts lie. <see cref="StaticTokenTable"/> describes the format.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StaticTokenTableHeader(int Dimension, int Rows, TokenVectorPrecision Precision, int MetadataLength)
{
    /// <summary>Bytes of the fixed part.</summary>
    public const int Length = 32;

    private const int Version = 1;
    private const int MaxDimension = 4096;
    private const int MaxRows = 1 << 24;
    private const int MaxMetadataLength = 1 << 16;
    private const int Alignment = 16;
    private const int ChecksumLength = 16;
    private const uint HalfCode = 1;
    private const uint IntegerCode = 2;

    private static ReadOnlySpan<byte> Magic => "RKTOKVEC"u8;

    /// <summary>Bytes of a row.</summary>
    public int RowLength => Dimension * (Precision == TokenVectorPrecision.Float16 ? 2 : 1);

    public long WeightsOffset => (Length + MetadataLength + Alignment - 1) / Alignment * Alignment;

    public long RowsOffset => WeightsOffset + ((long)Rows * sizeof(float));

    public long FileLength => RowsOffset + ((long)Rows * RowLength) + ChecksumLength;

    /// <summary>The header of a table to be made.</summary>
    public static StaticTokenTableHeader Create(int dimension, int rows, TokenVectorPrecision precision, int metadataLength)
    {
        if (dimension is < 1 or > MaxDimension)
        {
            throw Throw.OutOfRange(dimension, $"1 to {MaxDimension}", nameof(dimension));
        }

        if (rows is < 1 or > MaxRows)
        {
            throw Throw.OutOfRange(rows, $"1 to {MaxRows} tokens", "weights");
        }

        if (precision is not (TokenVectorPrecision.Float16 or TokenVectorPrecision.Int8))
        {
            throw Throw.OutOfRange(precision, "Float16 or Int8", nameof(precision));
        }

        if (metadataLength > MaxMetadataLength)
        {
            throw Throw.OutOfRange(metadataLength, $"at most {MaxMetadataLength} bytes of name, licence and description", "info");
        }

        var header = new StaticTokenTableHeader(dimension, rows, precision, metadataLength);
        return header.FileLength <= Array.MaxLength
            ? header
            : throw Throw.OutOfRange(header.FileLength, $"a file of at most {Array.MaxLength} bytes", "vectors");
    }

    /// <summary>Reads the header of a file, and checks that the file is whole.</summary>
    public static StaticTokenTableHeader Read(ReadOnlySpan<byte> image)
    {
        if (image.Length < Length + ChecksumLength || !image.StartsWith(Magic))
        {
            throw new InvalidDataException("It is no table of token vectors: it does not begin with RKTOKVEC, or ends too soon.");
        }

        uint version = Word(image, 8);
        if (version != Version)
        {
            throw new NotSupportedException($"The table is of version {version}; this library reads version {Version}. Take a newer library, or write the table again.");
        }

        uint dimension = Word(image, 12);
        uint rows = Word(image, 16);
        uint precision = Word(image, 20);
        uint metadata = Word(image, 24);
        if (dimension is < 1 or > MaxDimension || rows is < 1 or > MaxRows || precision is not (HalfCode or IntegerCode) || metadata > MaxMetadataLength || Word(image, 28) != 0)
        {
            throw new InvalidDataException(
                $"The header is damaged: dimension {dimension}, {rows} rows, precision {precision}, {metadata} bytes of metadata. Get the file again.");
        }

        var header = new StaticTokenTableHeader(
            (int)dimension, (int)rows, precision == HalfCode ? TokenVectorPrecision.Float16 : TokenVectorPrecision.Int8, (int)metadata);
        if (header.FileLength != image.Length)
        {
            throw new InvalidDataException($"The file has {image.Length} bytes, but its header announces {header.FileLength}. Get the file again.");
        }

        Hash128 expected = header.Checksum(image);
        Hash128 actual = Hash128.OfBytes(image[..^ChecksumLength]);
        return actual == expected
            ? header
            : throw new InvalidDataException($"The checksum is {actual}, but the file says {expected}: it is damaged. Get it again.");
    }

    /// <summary>Writes the fixed part.</summary>
    public void Write(Span<byte> image)
    {
        Magic.CopyTo(image);
        ReadOnlySpan<int> words = [Version, Dimension, Rows, (int)(Precision == TokenVectorPrecision.Float16 ? HalfCode : IntegerCode), MetadataLength, 0];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(image[(Magic.Length + (i * sizeof(int)))..], words[i]);
        }
    }

    /// <summary>Writes the checksum of what was written before.</summary>
    public void WriteChecksum(Span<byte> image)
    {
        int end = (int)FileLength - ChecksumLength;
        Hash128 checksum = Hash128.OfBytes(image[..end]);
        BinaryPrimitives.WriteUInt64LittleEndian(image[end..], checksum.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(image[(end + sizeof(ulong))..], checksum.High);
    }

    /// <summary>The checksum as the file says it.</summary>
    public Hash128 Checksum(ReadOnlySpan<byte> image)
    {
        int end = (int)FileLength - ChecksumLength;
        return new(BinaryPrimitives.ReadUInt64LittleEndian(image[end..]), BinaryPrimitives.ReadUInt64LittleEndian(image[(end + sizeof(ulong))..]));
    }

    private static uint Word(ReadOnlySpan<byte> image, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image[offset..]);
}
