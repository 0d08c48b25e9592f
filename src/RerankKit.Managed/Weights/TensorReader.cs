using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;

namespace RerankKit.Managed;

/// <summary>Reads layers out of a source whose names may have a prefix, such as <c>bert.</c>, as those of classifiers have.</summary>
internal sealed class TensorReader
{
    // Numbers that are read at a time.
    private const int PieceLength = 1 << 16;
    private readonly ITensorSource _source;
    private readonly string _prefix;
    private readonly List<Action> _later;

    /// <summary>Finds the prefix.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="prefixes">Those that are tried.</param>
    /// <param name="name">What every such model has.</param>
    /// <exception cref="NotSupportedException">None of them has it.</exception>
    public TensorReader(ITensorSource source, ReadOnlySpan<string> prefixes, string name)
    {
        (_source, _later) = (source, []);
        foreach (string prefix in prefixes)
        {
            if (source.Has(prefix + name))
            {
                _prefix = prefix;
                return;
            }
        }

        throw new NotSupportedException(
            $"'{source.Location}' has no weight '{name}', with no prefix or with {string.Join(", ", prefixes.ToArray().Where(prefix => prefix.Length > 0))}: it is of another family than config.json says, or a graph that was fused or quantised. Use ONNX Runtime.");
    }

    private TensorReader(ITensorSource source, List<Action> later) => (_source, _prefix, _later) = (source, "", later);

    /// <summary>The same source, for what stands beside the encoder.</summary>
    public TensorReader WithoutPrefix => new(_source, _later);

    public bool Has(string name) => _source.Has(_prefix + name);

    /// <summary>Rows of a matrix.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is no matrix.</exception>
    public int RowsOf(string name) => _source.ShapeOf(_prefix + name) is [> 0 and <= int.MaxValue and var rows, _]
        ? (int)rows
        : throw new InvalidDataException($"'{_source.Location}' has no matrix '{_prefix}{name}'.");

    /// <summary>Makes sure that a tensor is there, before memory is taken for it.</summary>
    public void Require(string name, params ReadOnlySpan<long> shape) => _source.Require(_prefix + name, shape);

    /// <summary>Reads a tensor.</summary>
    public void Read(string name, Span<float> destination, params ReadOnlySpan<long> shape) => _source.Read(_prefix + name, destination, shape);

    /// <summary>Reads a table into memory later, with <see cref="Finish"/>.</summary>
    public void ReadLater(string name, FloatMemory memory, int rows, int width)
    {
        int rowsAtOnce = Math.Max(1, PieceLength / width);
        for (int row = 0; row < rows; row += rowsAtOnce)
        {
            (long first, int count) = ((long)row * width, Math.Min(rowsAtOnce, rows - row) * width);
            _later.Add(() => _source.ReadStored(_prefix + name, first, memory.AsSpan(first, count), rows, width));
        }
    }

    /// <summary>Makes a linear layer, which is read with <see cref="Finish"/>.</summary>
    public PackedMatrix Linear(string path, int outputs, int inputs, EncoderKernel kernel)
    {
        Require($"{path}.weight", outputs, inputs);
        var matrix = new PackedMatrix(outputs, inputs, kernel.Rows);
        PackLater(matrix, 0, path, outputs);
        return matrix;
    }

    /// <summary>Reads a linear layer into some rows of a matrix later, with <see cref="Finish"/>.</summary>
    public void PackLater(PackedMatrix matrix, int firstRow, string path, int outputs, float factor = 1)
    {
        Require($"{path}.bias", outputs);
        PackLater(matrix, firstRow, path, outputs, 0, outputs, factor);
        _later.Add(() =>
        {
            Span<float> bias = matrix.BiasOf(firstRow, outputs);
            Read($"{path}.bias", bias, outputs);
            TensorPrimitives.Multiply(bias, factor, bias);
        });
    }

    /// <summary>Reads some rows of a linear layer without bias into those of a matrix later, with <see cref="Finish"/>.</summary>
    /// <param name="matrix">Where they go.</param>
    /// <param name="firstRow">The first of them there.</param>
    /// <param name="path">The layer.</param>
    /// <param name="outputs">All rows of it.</param>
    /// <param name="first">The first that is wanted.</param>
    /// <param name="rows">How many.</param>
    /// <param name="factor">All are multiplied by it.</param>
    public void PackLater(PackedMatrix matrix, int firstRow, string path, int outputs, int first, int rows, float factor = 1)
    {
        string name = $"{path}.weight";
        Require(name, outputs, matrix.Inputs);
        _later.Add(() => Pack(matrix, firstRow, name, outputs, first, rows, factor));
    }

    /// <summary>Reads all that was to be read later, on all processors.</summary>
    public void Finish()
    {
        try
        {
            Parallel.ForEach(_later, read => read());
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        _later.Clear();
    }

    /// <summary>Reads a layer normalisation; older files call its numbers gamma and beta.</summary>
    public LayerNorm Norm(string path, int channels, float epsilon)
    {
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        bool isOld = _source.Has($"{_prefix}{path}.gamma");
        Read($"{path}.{(isOld ? "gamma" : "weight")}", scale, channels);
        Read($"{path}.{(isOld ? "beta" : "bias")}", shift, channels);
        return new(scale, shift, epsilon);
    }

    /// <summary>Reads a layer normalisation that only scales.</summary>
    public LayerNorm Scale(string path, int channels, float epsilon)
    {
        float[] scale = new float[channels];
        Read($"{path}.weight", scale, channels);
        return new(scale, shift: [], epsilon);
    }

    // A piece at a time, which stays near the processor until it is packed: rows of the matrix, or of its transpose where that is what is stored.
    private void Pack(PackedMatrix matrix, int firstRow, string name, int outputs, int first, int rows, float factor)
    {
        bool isTransposed = _source.IsTransposed(_prefix + name);
        (int width, int begin, int end) = isTransposed ? (outputs, 0, matrix.Inputs) : (matrix.Inputs, first, first + rows);
        int linesAtOnce = Math.Max(1, PieceLength / width);
        float[] buffer = ArrayPool<float>.Shared.Rent(linesAtOnce * width);
        for (int line = begin; line < end; line += linesAtOnce)
        {
            int lines = Math.Min(linesAtOnce, end - line);
            Span<float> piece = buffer.AsSpan(0, lines * width);
            _source.ReadStored(_prefix + name, (long)line * width, piece, outputs, matrix.Inputs);
            if (isTransposed)
            {
                matrix.Pack(firstRow, rows, line, lines, piece[first..], (1, width), factor);
            }
            else
            {
                matrix.Pack(firstRow + line - first, lines, 0, width, piece, (width, 1), factor);
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }
}
