using System.Buffers.Binary;

namespace RerankKit.Tokenizers;

/// <summary>Reads the fields of one protobuf message, one after the other.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private int _wireType;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool TryReadField(out int number)
    {
        number = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong key = ReadNumber();
        number = (int)(key >> 3);
        _wireType = (int)(key & 7);
        return key >> 3 is > 0 and <= int.MaxValue ? true : throw Damaged("a field has no number");
    }

    /// <summary>The field as an integer.</summary>
    public ulong ReadInteger() => _wireType == 0 ? ReadNumber() : throw Damaged("an integer is expected");

    /// <summary>The field as a single-precision number.</summary>
    public float ReadSingle() => _wireType == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float))) : throw Damaged("a number is expected");

    /// <summary>The field as bytes: a string or a message.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        if (_wireType != 2)
        {
            throw Damaged("bytes are expected");
        }

        ulong length = ReadNumber();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw Damaged($"a field of {length} bytes is longer than the file");
    }

    /// <summary>Passes the field over.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case 0:
                ReadNumber();
                break;
            case 1:
                Take(sizeof(long));
                break;
            case 2:
                ReadBytes();
                break;
            case 5:
                Take(sizeof(int));
                break;
            default:
                throw Damaged($"a field has the unknown wire type {_wireType}");
        }
    }

    private ulong ReadNumber()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged("an integer has more than 64 bits");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw Damaged("it ends within a field");
        }

        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static InvalidDataException Damaged(string problem) =>
        new($"The file is damaged or not a SentencePiece model: {problem}. Download the file again.");
}
