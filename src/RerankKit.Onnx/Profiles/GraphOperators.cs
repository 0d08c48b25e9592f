using System.Text;

namespace RerankKit.Onnx;

/// <summary>Reads which operators an ONNX file uses, without reading its weights.</summary>
internal static class GraphOperators
{
    // Fields of onnx.proto: ModelProto.graph, GraphProto.node, NodeProto.op_type.
    private const int GraphField = 7;
    private const int NodeField = 1;
    private const int OperatorField = 4;
    private const int LengthDelimited = 2;

    /// <summary>The operators of the main graph.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX model.</exception>
    public static IReadOnlySet<string> Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var operators = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (TryReadField(stream, stream.Length, out int field, out long end))
            {
                if (field == GraphField)
                {
                    ReadGraph(stream, end, operators);
                }

                stream.Position = end;
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX model, or it is cut off: {exception.Message}", exception);
        }

        return operators.Count > 0 ? operators : throw new InvalidDataException($"'{path}' is not an ONNX model: it has no operators.");
    }

    private static void ReadGraph(FileStream stream, long end, HashSet<string> operators)
    {
        while (TryReadField(stream, end, out int field, out long fieldEnd))
        {
            if (field == NodeField)
            {
                ReadNode(stream, fieldEnd, operators);
            }

            stream.Position = fieldEnd;
        }
    }

    private static void ReadNode(FileStream stream, long end, HashSet<string> operators)
    {
        while (TryReadField(stream, end, out int field, out long fieldEnd))
        {
            if (field == OperatorField)
            {
                byte[] name = new byte[checked((int)(fieldEnd - stream.Position))];
                stream.ReadExactly(name);
                operators.Add(Encoding.UTF8.GetString(name));
            }

            stream.Position = fieldEnd;
        }
    }

    // Leaves the stream at the field's contents.
    private static bool TryReadField(FileStream stream, long limit, out int field, out long end)
    {
        (field, end) = (0, limit);
        if (stream.Position >= limit)
        {
            return false;
        }

        ulong tag = ReadVarint(stream);
        field = (int)(tag >> 3);
        switch ((int)(tag & 7))
        {
            case 0:
                ReadVarint(stream);
                end = stream.Position;
                break;
            case 1:
                end = stream.Position + sizeof(ulong);
                break;
            case LengthDelimited:
                long length = checked((long)ReadVarint(stream));
                end = checked(stream.Position + length);
                break;
            case 5:
                end = stream.Position + sizeof(uint);
                break;
            default:
                throw new EndOfStreamException($"the field type {tag & 7} is not one of protobuf's");
        }

        return end <= limit ? true : throw new EndOfStreamException("a field is longer than what holds it");
    }

    private static ulong ReadVarint(FileStream stream)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
            {
                throw new EndOfStreamException("the file ends within a number");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new EndOfStreamException("a number has more than 64 bits");
    }
}
