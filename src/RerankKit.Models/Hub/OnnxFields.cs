using System.Text;

namespace RerankKit.Models;

/// <summary>Walks the protocol buffer of an ONNX file (onnx.proto3) field by field; whatever is not asked for, weights above all, is skipped.</summary>
internal static class OnnxFields
{
    private const int MaxTextLength = 4096;

    /// <summary>The fields up to an end: numbers with their value, what is length-delimited with its end, the stream at its contents; the reader may leave the stream anywhere.</summary>
    /// <param name="stream">At the first field.</param>
    /// <param name="end">Where the fields end.</param>
    /// <exception cref="EndOfStreamException">The bytes are no protocol buffer, or they are cut off.</exception>
    public static IEnumerable<(int Number, ulong Value, long End)> Read(Stream stream, long end)
    {
        while (stream.Position < end)
        {
            ulong tag = ReadVarint(stream);
            switch (tag & 7)
            {
                case 0:
                    yield return ((int)(tag >> 3), ReadVarint(stream), 0);
                    break;
                case 1:
                    Skip(stream, 8, end);
                    break;
                case 2:
                    long length = checked((long)Math.Min(ReadVarint(stream), long.MaxValue));
                    long next = length <= end - stream.Position
                        ? stream.Position + length
                        : throw new EndOfStreamException("a field is longer than what holds it");
                    yield return ((int)(tag >> 3), 0, next);
                    stream.Position = next;
                    break;
                case 5:
                    Skip(stream, 4, end);
                    break;
                default:
                    throw new EndOfStreamException($"the field type {tag & 7} is not one of protobuf's");
            }
        }
    }

    /// <summary>Calls back for every length-delimited field of a number, the stream at its contents, and skips everything else.</summary>
    /// <param name="stream">At the first field.</param>
    /// <param name="end">Where the fields end.</param>
    /// <param name="field">The number.</param>
    /// <param name="found">Receives where the field ends; may leave the stream anywhere.</param>
    /// <exception cref="EndOfStreamException">The bytes are no protocol buffer, or they are cut off.</exception>
    public static void Walk(Stream stream, long end, int field, Action<long> found)
    {
        foreach ((int number, _, long next) in Read(stream, end))
        {
            if (number == field && next > 0)
            {
                found(next);
            }
        }
    }

    /// <summary>Reads a name or a path up to the field's end.</summary>
    /// <exception cref="EndOfStreamException">It is longer than any name, or cut off.</exception>
    public static string ReadText(Stream stream, long end)
    {
        long length = end - stream.Position;
        if (length > MaxTextLength)
        {
            throw new EndOfStreamException($"a text has {length} bytes");
        }

        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static void Skip(Stream stream, long count, long end) =>
        stream.Position = count <= end - stream.Position
            ? stream.Position + count
            : throw new EndOfStreamException("a field is longer than what holds it");

    public static ulong ReadVarint(Stream stream)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
            {
                throw new EndOfStreamException("the file ends within a number");
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new EndOfStreamException("a number has more than 64 bits");
    }
}
