using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RerankKit;

/// <summary>The file format.</summary>
/// <remarks>
/// Little-endian: "RKLS", version (uint32), length in bytes of the analysis fingerprint (uint32), that fingerprint in UTF-8, document count and total length
/// (int64), number of terms (uint32), per term its hash (uint64, ascending) and its document frequency (uint32), SHA-256 of everything
/// before.
/// </remarks>
public sealed partial class LexicalCorpusStatistics
{
    private const int FormatVersion = 1;
    private const int TermSize = sizeof(ulong) + sizeof(uint);
    private const int TermsAtOnce = 4096;
    private const int MaxNameLength = 1024;

    /// <summary>Writes the statistics.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Write(stream));
    }

    /// <summary>Reads statistics that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Where from; it is left open, behind the last byte read.</param>
    /// <param name="analysis">The analysis they were built with. Null is enough unless that was <see cref="LexicalAnalysis.FromTokenizer"/>.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="InvalidDataException">The data is not such a file, is damaged, or comes from another version.</exception>
    /// <exception cref="ArgumentException">They were built with another analysis.</exception>
    public static LexicalCorpusStatistics Load(Stream stream, LexicalAnalysis? analysis = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new Reader(stream);
        if (!reader.Read(4).SequenceEqual("RKLS"u8))
        {
            throw new InvalidDataException("These are not lexical corpus statistics: they do not begin with 'RKLS'. Write them with Save.");
        }

        uint version = reader.ReadUInt32();
        if (version != FormatVersion)
        {
            throw new InvalidDataException($"The statistics have format version {version}; this version of RerankKit reads {FormatVersion}. Build them again.");
        }

        int nameLength = (int)Math.Min(reader.ReadUInt32(), int.MaxValue);
        string name = nameLength <= MaxNameLength ? Encoding.UTF8.GetString(reader.Read(nameLength)) : throw Damaged("the name of the analysis is too long");
        long documentCount = reader.ReadInt64();
        long totalLength = reader.ReadInt64();
        uint termCount = reader.ReadUInt32();

        // A whole identifier has a part at least.
        if (documentCount is < 0 or > int.MaxValue || totalLength < 0 || termCount > Array.MaxLength || termCount > 2 * (decimal)totalLength)
        {
            throw Damaged($"{documentCount} documents, {totalLength} terms, {termCount} different terms do not fit together");
        }

        (ulong[] hashes, int[] frequencies) = ReadTerms(reader, (int)termCount, documentCount);
        reader.CheckChecksum();
        return new(ResolveAnalysis(name, analysis), documentCount, totalLength, hashes, frequencies);
    }

    private static (ulong[] Hashes, int[] Frequencies) ReadTerms(Reader reader, int count, long documentCount)
    {
        // The lists grow with what arrives, so that a damaged count cannot claim gigabytes.
        var hashes = new List<ulong>(Math.Min(count, TermsAtOnce));
        var frequencies = new List<int>(Math.Min(count, TermsAtOnce));
        ulong previous = 0;
        while (hashes.Count < count)
        {
            ReadOnlySpan<byte> bytes = reader.Read(TermSize * Math.Min(count - hashes.Count, TermsAtOnce));
            for (; !bytes.IsEmpty; bytes = bytes[TermSize..])
            {
                ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                uint frequency = BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(ulong)..]);
                if (hash <= previous || frequency == 0 || frequency > documentCount)
                {
                    throw Damaged($"term {hashes.Count} is out of order or stands in {frequency} of {documentCount} documents");
                }

                hashes.Add(hash);
                frequencies.Add((int)frequency);
                previous = hash;
            }
        }

        return ([.. hashes], [.. frequencies]);
    }

    private static LexicalAnalysis ResolveAnalysis(string name, LexicalAnalysis? analysis)
    {
        LexicalAnalysis[] known = analysis is null ? LexicalAnalysis.BuiltIn : [analysis];
        return Array.Find(known, candidate => string.Equals(candidate.Fingerprint, name, StringComparison.Ordinal))
            ?? throw new ArgumentException(
                $"The statistics were built with the analysis '{name}'; allowed here is '{string.Join("' or '", known.Select(candidate => candidate.Fingerprint))}'. "
                + "Pass the analysis that they were built with, or build them again.",
                nameof(analysis));
    }

    private static InvalidDataException Damaged(string how) =>
        new($"The lexical corpus statistics are damaged: {how}. Copy the file again or build the statistics again.");

    private byte[] Checksum() => Write(Stream.Null);

    // Writes everything but the checksum, which it returns.
    private byte[] Write(Stream stream)
    {
        using var hash = SHA256.Create();
        using (var writer = new BinaryWriter(new BufferedStream(new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))))
        {
            byte[] name = Encoding.UTF8.GetBytes(Analysis.Fingerprint);
            writer.Write("RKLS"u8);
            writer.Write(FormatVersion);
            writer.Write(name.Length);
            writer.Write(name);
            writer.Write(DocumentCount);
            writer.Write(TotalLength);
            writer.Write(_hashes.Length);
            for (int i = 0; i < _hashes.Length; i++)
            {
                writer.Write(_hashes[i]);
                writer.Write(_documentFrequencies[i]);
            }
        }

        return hash.Hash!;
    }

    private sealed class Reader(Stream stream) : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _bytes = new byte[64];

        public ReadOnlySpan<byte> Read(int count)
        {
            Span<byte> bytes = ReadRaw(count);
            _hash.AppendData(bytes);
            return bytes;
        }

        public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Read(sizeof(uint)));

        public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Read(sizeof(long)));

        public void CheckChecksum()
        {
            byte[] expected = _hash.GetHashAndReset();
            if (!ReadRaw(expected.Length).SequenceEqual(expected))
            {
                throw Damaged("the checksum does not match");
            }
        }

        public void Dispose() => _hash.Dispose();

        private Span<byte> ReadRaw(int count)
        {
            if (_bytes.Length < count)
            {
                _bytes = new byte[count];
            }

            Span<byte> bytes = _bytes.AsSpan(0, count);
            return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Damaged("the data ends too early");
        }
    }
}
