using System.Buffers;
using System.Text;

namespace RerankKit.Onnx;

/// <summary>Numbers and texts of a protocol buffer, as ONNX files have them.</summary>
internal static class OnnxNumbers
{
    private const int LengthDelimited = 2;

    /// <summary>Reads a repeated integer field: one number, or a run of packed ones.</summary>
    public static void Read(Stream stream, ulong value, long end, List<long> numbers)
    {
        if (end == 0)
        {
            numbers.Add((long)value);
            return;
        }

        while (stream.Position < end)
        {
            numbers.Add((long)OnnxFields.ReadVarint(stream));
        }
    }

    public static void Write(IBufferWriter<byte> buffer, int field, ulong value)
    {
        WriteVarint(buffer, (ulong)field << 3);
        WriteVarint(buffer, value);
    }

    public static void Write(IBufferWriter<byte> buffer, int field, string text) => Write(buffer, field, Encoding.UTF8.GetBytes(text));

    public static void Write(IBufferWriter<byte> buffer, int field, ReadOnlySpan<byte> bytes)
    {
        WriteVarint(buffer, ((ulong)field << 3) | LengthDelimited);
        WriteVarint(buffer, (ulong)bytes.Length);
        buffer.Write(bytes);
    }

    private static void WriteVarint(IBufferWriter<byte> buffer, ulong value)
    {
        for (; value > 127; value >>= 7)
        {
            buffer.Write([(byte)((value & 127) | 128)]);
        }

        buffer.Write([(byte)value]);
    }
}
