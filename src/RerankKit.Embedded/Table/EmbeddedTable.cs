using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit.Embedded;

/// <summary>The model: a vector of signed bytes and a weight for each piece of a vocabulary. Immutable.</summary>
/// <remarks>
/// One file, little-endian: <c>RKEM</c>, version, rows, dimension, bytes of the vocabulary, digest of the rest (64 bits), the vocabulary (UTF-8, a piece a line), zeros up to a multiple of 64, weights
/// (fp32), reciprocal lengths of the rows (fp32), rows. It is read where it lies in the assembly: only the rows that texts use come into memory.
/// </remarks>
internal sealed unsafe class EmbeddedTable
{
    private const string Resource = "embedded.table";
    private const int HeaderLength = 28;
    private const int Version = 1;
    private const int Alignment = 64;
    private readonly object _owner;
    private readonly byte* _start;
    private readonly int _vectors;
    private readonly int _vocabularyLength;

    private EmbeddedTable(object owner, byte* start, long length)
    {
        _owner = owner;
        _start = start;
        var header = new ReadOnlySpan<byte>(start, HeaderLength);
        if (length < HeaderLength || !header[..4].SequenceEqual("RKEM"u8) || Int(header, 4) != Version)
        {
            throw new InvalidDataException($"The table does not begin as one of version {Version} does. Make it again with models/RerankKit.EmbeddedModel.");
        }

        (Rows, Dimension, int vocabulary) = (Int(header, 8), Int(header, 12), Int(header, 16));
        Fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(header[20..]).ToString("x16", CultureInfo.InvariantCulture);
        int weights = Align(HeaderLength + vocabulary);
        _vectors = weights + (2 * sizeof(float) * Rows);
        if (length != _vectors + ((long)Rows * Dimension))
        {
            throw new InvalidDataException($"The table has {length} bytes; {_vectors + ((long)Rows * Dimension)} are expected. Make it again with models/RerankKit.EmbeddedModel.");
        }

        _vocabularyLength = vocabulary;
        Weights = MemoryMarshal.Cast<byte, float>(new ReadOnlySpan<byte>(start + weights, sizeof(float) * Rows)).ToArray();
        Scales = MemoryMarshal.Cast<byte, float>(new ReadOnlySpan<byte>(start + weights + (sizeof(float) * Rows), sizeof(float) * Rows)).ToArray();
    }

    /// <summary>How many pieces the vocabulary has.</summary>
    public int Rows { get; }

    /// <summary>The numbers of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The vocabulary, a piece a line in UTF-8; the line of a piece, from 0, is its id.</summary>
    public ReadOnlySpan<byte> Vocabulary => new(_start + HeaderLength, _vocabularyLength);

    /// <summary>The pieces as strings, made when first asked for: ranking needs none.</summary>
    public string[] Pieces => field ??= Encoding.UTF8.GetString(Vocabulary).Split('\n');

    /// <summary>How much a piece says, 0 or more; 0 for punctuation and special pieces.</summary>
    public float[] Weights { get; }

    /// <summary>What brings a row to length 1.</summary>
    public float[] Scales { get; }

    /// <summary>A digest of everything in the table, which its maker computed.</summary>
    public string Fingerprint { get; }

    /// <summary>The table in the package.</summary>
    public static EmbeddedTable Load()
    {
        Stream stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException($"The assembly lacks its resource {Resource}. Build it again.");
        if (stream is UnmanagedMemoryStream mapped)
        {
            return new(mapped, mapped.PositionPointer, mapped.Length);
        }

        using (stream)
        {
            byte[] copy = GC.AllocateUninitializedArray<byte>((int)stream.Length, pinned: true);
            stream.ReadExactly(copy);
            return Read(copy);
        }
    }

    /// <summary>A table in memory.</summary>
    /// <param name="pinned">The file's bytes, in an array that does not move.</param>
    public static EmbeddedTable Read(byte[] pinned) => new(pinned, (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0), pinned.Length);

    /// <summary>The vector of a piece, before <see cref="Scales"/>.</summary>
    public ReadOnlySpan<sbyte> Row(int id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)Rows, nameof(id));
        GC.KeepAlive(_owner);
        return new((sbyte*)_start + _vectors + ((long)id * Dimension), Dimension);
    }

    /// <summary>Writes a table.</summary>
    public static byte[] Write(IReadOnlyList<string> pieces, ReadOnlySpan<float> weights, ReadOnlySpan<sbyte> vectors)
    {
        byte[] vocabulary = Encoding.UTF8.GetBytes(string.Join('\n', pieces));
        int rows = pieces.Count;
        int dimension = vectors.Length / rows;
        int at = Align(HeaderLength + vocabulary.Length);
        byte[] file = new byte[at + (2 * sizeof(float) * rows) + vectors.Length];
        "RKEM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), rows);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), dimension);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), vocabulary.Length);
        vocabulary.CopyTo(file, HeaderLength);
        for (int i = 0; i < rows; i++)
        {
            int squares = 0;
            foreach (sbyte value in vectors.Slice(i * dimension, dimension))
            {
                squares += value * value;
            }

            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at + (sizeof(float) * i)), weights[i]);
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at + (sizeof(float) * (rows + i))), squares == 0 ? 0 : (float)(1 / Math.Sqrt(squares)));
        }

        MemoryMarshal.AsBytes(vectors).CopyTo(file.AsSpan(at + (2 * sizeof(float) * rows)));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(20), Hash128.OfBytes(file.AsSpan(HeaderLength)).Low);
        return file;
    }

    private static int Align(int length) => (length + Alignment - 1) / Alignment * Alignment;

    private static int Int(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadInt32LittleEndian(header[at..]);
}
