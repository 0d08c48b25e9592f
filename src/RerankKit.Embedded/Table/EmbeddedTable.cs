using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit.Embedded;

/// <summary>The model: a vector of signed bytes and a weight for each piece of a vocabulary, and how texts are cut into pieces. Immutable.</summary>
/// <remarks>
/// One file, little-endian: <c>RKEM</c>, version, rows, dimension, bytes of the vocabulary, digest of the rest (64 bits); from version 2 on flags, the unknown piece, characters per word, how many special
/// pieces, these; the vocabulary (UTF-8, a piece a line), zeros up to a multiple of 64, weights (fp32), reciprocal lengths of the rows (fp32), rows. Version 1 is cut as bert-base-uncased is. The table in
/// the package is read where it lies in the assembly: only the rows that texts use come into memory.
/// </remarks>
internal sealed unsafe partial class EmbeddedTable
{
    /// <summary>Tokens are kept in 16 bits.</summary>
    public const int MaxRows = 65_536;

    private const string Resource = "embedded.table";
    private const int HeaderLength = 28;
    private const int SettingsLength = 16;
    private const int Alignment = 64;
    private const int MaxDimension = 4096;
    private const long MaxLength = 1L << 30;
    private readonly object _owner;
    private readonly byte* _start;
    private readonly float* _weights;
    private readonly int _vectors;
    private readonly int _vocabulary;
    private readonly int _vocabularyLength;

    private EmbeddedTable(object owner, byte* start, long length)
    {
        _owner = owner;
        _start = start;
        var header = new ReadOnlySpan<byte>(start, (int)Math.Min(length, HeaderLength + SettingsLength));
        int version = Version(header);
        (Rows, Dimension, _vocabularyLength) = (Int(header, 8), Int(header, 12), Int(header, 16));
        Fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(header[20..]).ToString("x16", CultureInfo.InvariantCulture);
        CheckSizes(Rows, Dimension, _vocabularyLength);
        int specials = version == 1 ? 0 : SpecialCount(header, Rows);
        _vocabulary = HeaderLength + (version == 1 ? 0 : SettingsLength + (specials * sizeof(int)));
        long weights = Align((long)_vocabulary + _vocabularyLength);
        long expected = weights + (((2L * sizeof(float)) + Dimension) * Rows);
        if (length != expected)
        {
            throw new InvalidDataException(FormattableString.Invariant($"The table has {length} bytes; {expected} are expected: it was cut off, or something else is wrong with it. {Remedy}"));
        }

        _vectors = (int)(weights + (2 * sizeof(float) * Rows));
        _weights = (float*)(start + weights);
        CheckVocabulary(Vocabulary, Rows);
        CheckNumbers(new(_weights, 2 * Rows));
        (IsEnglish, Tokenizer) = version == 1 ? (true, new()) : ReadSettings(header, new(start + HeaderLength + SettingsLength, specials * sizeof(int)), Vocabulary, Rows);
    }

    /// <summary>How many pieces the vocabulary has.</summary>
    public int Rows { get; }

    /// <summary>The numbers of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The vocabulary, a piece a line in UTF-8; the line of a piece, from 0, is its id.</summary>
    public ReadOnlySpan<byte> Vocabulary => new(_start + _vocabulary, _vocabularyLength);

    /// <summary>The pieces as strings, made when first asked for: ranking needs none.</summary>
    public string[] Pieces => field ??= Encoding.UTF8.GetString(Vocabulary).Split('\n');

    /// <summary>How texts are cut into it.</summary>
    public TableTokenizer Tokenizer { get; }

    /// <summary>Whether it was made for English, so that English function words tell texts that it knows from others.</summary>
    public bool IsEnglish { get; }

    /// <summary>How much a piece says, 0 or more; 0 for punctuation and special pieces.</summary>
    public ReadOnlySpan<float> Weights => new(_weights, Rows);

    /// <summary>What brings a row to length 1.</summary>
    public ReadOnlySpan<float> Scales => new(_weights + Rows, Rows);

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
            return Read(ReadAll(stream));
        }
    }

    /// <summary>A table in a file, which is read whole and held against its digest.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no table, or a damaged one.</exception>
    public static EmbeddedTable Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no table '{path}'. Make one with rerankkit distill.", path);
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] file = stream.Length <= MaxLength ? ReadAll(stream) : throw new InvalidDataException($"A table has at most {MaxLength} bytes. {Remedy}");
            EmbeddedTable table = Read(file);
            return Digest(file) == BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(20)) ? table
                : throw new InvalidDataException($"The table is damaged: its digest is another than the one it names. {Remedy}");
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
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

    private static byte[] ReadAll(Stream stream)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>((int)stream.Length, pinned: true);
        stream.ReadExactly(copy);
        return copy;
    }

    private static long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static int Int(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadInt32LittleEndian(header[at..]);
}
