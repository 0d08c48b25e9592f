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
        stream.Write(Write(stream, Analysis.Fingerprint, DocumentCount, TotalLength, _hashes, _documentFrequencies));
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
        if (!Read(stream, 4).AsSpan().SequenceEqual("RKLS"u8))
        {
            throw new InvalidDataException("These are not lexical corpus statistics: they do not begin with 'RKLS'. Write them with Save.");
        }

        uint version = ReadUInt32(stream);
        if (version != FormatVersion)
        {
            throw new InvalidDataException($"The statistics have format version {version}; this version of RerankKit reads {FormatVersion}. Build them again.");
        }

        uint nameLength = ReadUInt32(stream);
        string name = nameLength <= MaxNameLength ? Encoding.UTF8.GetString(Read(stream, (int)nameLength)) : throw Damaged("the name of the analysis is too long");
        long documentCount = ReadInt64(stream);
        long totalLength = ReadInt64(stream);
        uint termCount = ReadUInt32(stream);

        // A whole identifier has a part at least.
        if (documentCount is < 0 or > int.MaxValue || totalLength < 0 || termCount > Array.MaxLength || termCount > 2 * (decimal)totalLength)
        {
            throw Damaged($"{documentCount} documents, {totalLength} terms, {termCount} different terms do not fit together");
        }

        (ulong[] hashes, int[] frequencies) = ReadTerms(stream, (int)termCount, documentCount);

        // Statistics have one form as a file, so its checksum is that of what was read.
        return !Read(stream, SHA256.HashSizeInBytes).AsSpan().SequenceEqual(Write(Stream.Null, name, documentCount, totalLength, hashes, frequencies))
            ? throw Damaged("the checksum does not match")
            : new(ResolveAnalysis(name, analysis), documentCount, totalLength, hashes, frequencies);
    }

    private static (ulong[] Hashes, int[] Frequencies) ReadTerms(Stream stream, int count, long documentCount)
    {
        // The lists grow with what arrives, so that a damaged count cannot claim gigabytes.
        var hashes = new List<ulong>(Math.Min(count, TermsAtOnce));
        var frequencies = new List<int>(Math.Min(count, TermsAtOnce));
        ulong previous = 0;
        while (hashes.Count < count)
        {
            ReadOnlySpan<byte> bytes = Read(stream, TermSize * Math.Min(count - hashes.Count, TermsAtOnce));
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

    // Writes everything but the checksum, which it returns.
    private static byte[] Write(Stream stream, string analysis, long documentCount, long totalLength, ulong[] hashes, int[] documentFrequencies)
    {
        using var hash = SHA256.Create();
        using (var writer = new BinaryWriter(new BufferedStream(new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))))
        {
            byte[] name = Encoding.UTF8.GetBytes(analysis);
            writer.Write("RKLS"u8);
            writer.Write(FormatVersion);
            writer.Write(name.Length);
            writer.Write(name);
            writer.Write(documentCount);
            writer.Write(totalLength);
            writer.Write(hashes.Length);
            for (int i = 0; i < hashes.Length; i++)
            {
                writer.Write(hashes[i]);
                writer.Write(documentFrequencies[i]);
            }
        }

        return hash.Hash!;
    }

    private static uint ReadUInt32(Stream stream) => BinaryPrimitives.ReadUInt32LittleEndian(Read(stream, sizeof(uint)));

    private static long ReadInt64(Stream stream) => BinaryPrimitives.ReadInt64LittleEndian(Read(stream, sizeof(long)));

    private static byte[] Read(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Damaged("the data ends too early");
    }
}
