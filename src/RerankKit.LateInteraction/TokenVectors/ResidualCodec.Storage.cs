using System.Buffers.Binary;

namespace RerankKit.LateInteraction;

/// <content>Files.</content>
public sealed partial class ResidualCodec
{
    // "RKRC", version, dimension, bits, centroids; all little-endian.
    private const uint Magic = 0x43524B52;
    private const int Version = 1;
    private const int HeaderBytes = 20;
    private const int DigestBytes = 16;

    /// <summary>Writes the codec: what <see cref="Load"/> reads.</summary>
    /// <param name="destination">Where to, from its present position; left open.</param>
    /// <remarks>
    /// 36 bytes of header with its own checksum, then cutoffs, weights and centroids in single precision, then a checksum of all (XXH3, 128 bits).
    /// </remarks>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Span<byte> header = stackalloc byte[HeaderBytes + DigestBytes];
        WriteHeader(header);
        WriteDigest(Hash128.OfBytes(header[..HeaderBytes]), header[HeaderBytes..]);
        destination.Write(header);
        destination.Write(Tables());
        WriteDigest(_digest, header);
        destination.Write(header[..DigestBytes]);
    }

    /// <summary>Reads a codec.</summary>
    /// <param name="source">What <see cref="Save"/> wrote, from its present position; left open, behind the codec.</param>
    /// <returns>The codec.</returns>
    /// <exception cref="InvalidDataException">It is no such file, of a newer version, cut off, or damaged.</exception>
    public static ResidualCodec Load(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        byte[] header = new byte[HeaderBytes + DigestBytes];
        Read(source, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
        {
            throw new InvalidDataException("This is no residual codec: it does not begin with 'RKRC'. Give a stream that ResidualCodec.Save wrote.");
        }

        int version = Int32(header, 1);
        if (version != Version)
        {
            throw new InvalidDataException($"The residual codec has version {version}, and this library reads version {Version}; update it or train anew.");
        }

        (int dimension, int bits, int centroids) = (Int32(header, 2), Int32(header, 3), Int32(header, 4));
        Verify(Hash128.OfBytes(header.AsSpan(0, HeaderBytes)), header.AsSpan(HeaderBytes));
        long numbers = (1 << (bits & 31)) * 2L - 1 + ((long)dimension * centroids);
        if (dimension < 1 || bits is not (1 or 2) || centroids < 1 || numbers > Array.MaxLength / sizeof(float))
        {
            throw new InvalidDataException($"A residual codec of {centroids} centroids, dimension {dimension} and {bits} bits cannot be.");
        }

        byte[] tables = new byte[numbers * sizeof(float)];
        Read(source, tables);
        float[] values = new float[numbers];
        new Float32Codec(1).Decode(tables, values);
        int buckets = 1 << bits;
        byte[] digest = new byte[DigestBytes];
        Read(source, digest);
        Verify(Hash128.OfBytes(header.AsSpan(0, HeaderBytes)).Then(Hash128.OfBytes(tables)), digest);
        return new(dimension, bits, values[..(buckets - 1)], values[(buckets - 1)..((2 * buckets) - 1)], values[((2 * buckets) - 1)..]);
    }

    private static int Int32(byte[] header, int field) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(field * sizeof(int)));

    private static void Read(Stream source, byte[] buffer)
    {
        try
        {
            source.ReadExactly(buffer);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The residual codec is cut off: the stream ends before it does.", e);
        }
    }

    private static void Verify(Hash128 expected, ReadOnlySpan<byte> stored)
    {
        Span<byte> digest = stackalloc byte[DigestBytes];
        WriteDigest(expected, digest);
        if (!digest.SequenceEqual(stored))
        {
            throw new InvalidDataException("The residual codec is damaged: its checksum does not fit. Copy it anew, or train anew.");
        }
    }

    private static void WriteDigest(Hash128 digest, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, digest.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[sizeof(ulong)..], digest.High);
    }

    private void WriteHeader(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], _bits);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], CentroidCount);
    }

    private byte[] Tables()
    {
        float[] values = [.. _cutoffs, .. _weights, .. _centroids];
        byte[] bytes = new byte[values.Length * sizeof(float)];
        new Float32Codec(1).Encode(values, bytes);
        return bytes;
    }

    /// <summary>Of everything that encoded bytes depend on.</summary>
    private Hash128 Digest()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        WriteHeader(header);
        return Hash128.OfBytes(header).Then(Hash128.OfBytes(Tables()));
    }
}
