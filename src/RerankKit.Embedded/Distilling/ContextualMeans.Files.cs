using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RerankKit.Embedded;

/// <content>Between two runs of the program.</content>
internal sealed partial class ContextualMeans
{
    /// <summary>Writes what was added so far, little-endian: passages, how many were cut, counts, document frequencies, sums of the pieces that came.</summary>
    public void Write(Stream stream)
    {
        Span<byte> head = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, Passages);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], Truncated);
        stream.Write(head);
        stream.Write(MemoryMarshal.AsBytes(Counts.AsSpan()));
        stream.Write(MemoryMarshal.AsBytes(DocumentFrequencies.AsSpan()));
        foreach (long[]? sums in _sums)
        {
            stream.Write(MemoryMarshal.AsBytes(sums.AsSpan()));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static ContextualMeans Read(Stream stream, int pieces, int width)
    {
        Span<byte> head = stackalloc byte[2 * sizeof(int)];
        stream.ReadExactly(head);
        var means = new ContextualMeans(pieces, width)
        {
            Passages = BinaryPrimitives.ReadInt32LittleEndian(head),
            Truncated = BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(int)..]),
        };
        stream.ReadExactly(MemoryMarshal.AsBytes(means.Counts.AsSpan()));
        stream.ReadExactly(MemoryMarshal.AsBytes(means.DocumentFrequencies.AsSpan()));
        for (int piece = 0; piece < pieces; piece++)
        {
            if (means.Counts[piece] > 0)
            {
                stream.ReadExactly(MemoryMarshal.AsBytes((means._sums[piece] = new long[width]).AsSpan()));
            }
        }

        return means;
    }
}
