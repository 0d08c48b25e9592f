using System.Numerics.Tensors;
using Microsoft.Win32.SafeHandles;

namespace RerankKit.Models;

/// <summary>Reads tensors out of a safetensors file, without reading those that nobody asks for.</summary>
/// <remarks>
/// The format (github.com/huggingface/safetensors): the header's length as a 64-bit little-endian number, the header as JSON, then the tensors one behind the
/// other. The whole header is checked when the file is opened, so that a damaged or hostile file is refused before anything is read by its numbers.
/// </remarks>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _data;
    private readonly Dictionary<string, SafetensorsTensor> _tensors;

    private SafetensorsFile(FileStream stream, string path)
    {
        _stream = stream;
        _path = path;
        (_tensors, _data) = SafetensorsHeader.Read(stream, path);
        _file = stream.SafeFileHandle;
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

    /// <summary>A tensor's shape; null when the file has no such tensor.</summary>
    public long[]? ShapeOf(string name) => _tensors.GetValueOrDefault(name)?.Shape;

    /// <summary>The tensors' names.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Reads a tensor as single-precision numbers, row by row.</summary>
    /// <inheritdoc cref="Read(string, long, Span{float}, ReadOnlySpan{long})"/>
    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        Require(name, shape);
        float[] values = new float[shape.IsEmpty ? 1 : TensorPrimitives.Product(shape)];
        Read(name, 0, values, shape);
        return values;
    }

    /// <summary>Reads some of a tensor's single-precision numbers, row by row, into memory of the caller's; several threads may at once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="destination">No more numbers than the shape has from there on.</param>
    /// <param name="shape">What its shape must be.</param>
    /// <exception cref="InvalidDataException">The file has no such tensor, or one of another shape, or numbers that are not finite.</exception>
    /// <exception cref="NotSupportedException">Its element type is not F32, F16 or BF16.</exception>
    public void Read(string name, long first, Span<float> destination, params ReadOnlySpan<long> shape)
    {
        (SafetensorsTensor tensor, StoredFloats floats) = Find(name, shape);
        try
        {
            if (!floats.Read(_file, _data + tensor.Begin + floats.Bytes(first), destination))
            {
                throw new InvalidDataException($"'{_path}' has '{name}' with numbers that are not finite.");
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"'{_path}' does not have '{name}' as a whole: {exception.Message}. Download it again.", exception);
        }
    }

    /// <summary>Makes sure that a tensor is there and can be read, before memory is taken for it.</summary>
    /// <inheritdoc cref="Read(string, long, Span{float}, ReadOnlySpan{long})"/>
    public void Require(string name, params ReadOnlySpan<long> shape) => Find(name, shape);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private (SafetensorsTensor Tensor, StoredFloats Floats) Find(string name, ReadOnlySpan<long> shape)
    {
        SafetensorsTensor tensor = _tensors.GetValueOrDefault(name)
            ?? throw new InvalidDataException($"'{_path}' has no tensor '{name}'; it has {string.Join(", ", _tensors.Keys.Take(10))}.");
        if (!shape.SequenceEqual(tensor.Shape))
        {
            throw new InvalidDataException(Invariant(
                $"'{_path}' has '{name}' [{string.Join(", ", tensor.Shape)}] where [{string.Join(", ", shape.ToArray())}] is needed: weights and configuration are not of the same model."));
        }

        StoredFloats floats = tensor.Type switch
        {
            "F32" => StoredFloats.Float,
            "F16" => StoredFloats.Float16,
            "BF16" => StoredFloats.BFloat16,
            _ => throw new NotSupportedException($"'{_path}' has '{name}' as {tensor.Type}; supported are F32, F16 and BF16."),
        };
        return (tensor, floats);
    }
}
