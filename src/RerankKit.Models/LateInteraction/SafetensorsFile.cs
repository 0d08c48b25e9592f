using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RerankKit.Models;

/// <summary>Reads tensors out of a safetensors file, without reading those that nobody asks for.</summary>
/// <remarks>
/// The format (github.com/huggingface/safetensors): the header's length as a 64-bit little-endian number, the header as JSON, then the tensors one behind the
/// other. The whole header is checked when the file is opened, so that a damaged or hostile file is refused before anything is read by its numbers.
/// </remarks>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly string _path;
    private readonly long _data;
    private readonly Dictionary<string, SafetensorsTensor> _tensors;

    private SafetensorsFile(FileStream stream, string path)
    {
        _stream = stream;
        _path = path;
        (_tensors, _data) = SafetensorsHeader.Read(stream, path);
    }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a safetensors file, or damaged.</exception>
    public static SafetensorsFile Open(string path)
    {
        LfsPointer.Refuse(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor as single-precision numbers, row by row.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">What its shape must be.</param>
    /// <exception cref="InvalidDataException">The file has no such tensor, or one of another shape, or numbers that are not finite.</exception>
    /// <exception cref="NotSupportedException">Its element type is not F32, F16 or BF16.</exception>
    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        SafetensorsTensor tensor = _tensors.GetValueOrDefault(name)
            ?? throw new InvalidDataException($"'{_path}' has no tensor '{name}'; it has {string.Join(", ", _tensors.Keys.Take(10))}.");
        if (!shape.SequenceEqual(tensor.Shape))
        {
            throw new InvalidDataException(Invariant(
                $"'{_path}' has '{name}' [{string.Join(", ", tensor.Shape)}] where [{string.Join(", ", shape.ToArray())}] is needed: weights and configuration are not of the same model."));
        }

        if (tensor.Type is not ("F32" or "F16" or "BF16"))
        {
            throw new NotSupportedException($"'{_path}' has '{name}' as {tensor.Type}; supported are F32, F16 and BF16.");
        }

        byte[] bytes = new byte[tensor.End - tensor.Begin];
        _stream.Position = _data + tensor.Begin;
        _stream.ReadExactly(bytes);
        float[] values = Widen(tensor.Type, bytes);
        return Array.TrueForAll(values, float.IsFinite) ? values : throw new InvalidDataException($"'{_path}' has '{name}' with numbers that are not finite.");
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static float[] Widen(string type, byte[] bytes)
    {
        if (type == "F32")
        {
            float[] whole = new float[bytes.Length / sizeof(float)];
            for (int i = 0; i < whole.Length; i++)
            {
                whole[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
            }

            return whole;
        }

        ushort[] halves = new ushort[bytes.Length / sizeof(ushort)];
        float[] values = new float[halves.Length];
        bytes.CopyTo(MemoryMarshal.AsBytes(halves.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(halves, halves);
        }

        if (type == "F16")
        {
            FloatWidening.FromFloat16(halves, values);
        }
        else
        {
            FloatWidening.FromBFloat16(halves, values);
        }

        return values;
    }
}
