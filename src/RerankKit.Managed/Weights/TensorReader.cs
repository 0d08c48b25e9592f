namespace RerankKit.Managed;

/// <summary>Reads layers out of a source whose names may have a prefix, such as <c>bert.</c>, as those of classifiers have.</summary>
internal sealed class TensorReader
{
    private readonly ITensorSource _source;
    private readonly string _prefix;
    private float[] _matrix = [];

    /// <summary>Finds the prefix.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="prefixes">Those that are tried.</param>
    /// <param name="name">What every such model has.</param>
    /// <exception cref="NotSupportedException">None of them has it.</exception>
    public TensorReader(ITensorSource source, ReadOnlySpan<string> prefixes, string name)
    {
        _source = source;
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

    private TensorReader(ITensorSource source) => (_source, _prefix) = (source, "");

    /// <summary>The same source, for what stands beside the encoder.</summary>
    public TensorReader WithoutPrefix => new(_source);

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

    /// <summary>Reads the weight of a linear layer, which is there until the next one is read: memory for all of them, one after the other, would cost more time than reading them.</summary>
    public ReadOnlySpan<float> Matrix(string path, long outputs, long inputs)
    {
        Require($"{path}.weight", outputs, inputs);
        int length = checked((int)(outputs * inputs));
        if (_matrix.Length < length)
        {
            _matrix = GC.AllocateUninitializedArray<float>(length);
        }

        Span<float> weights = _matrix.AsSpan(0, length);
        Read($"{path}.weight", weights, outputs, inputs);
        return weights;
    }

    /// <summary>Reads a linear layer.</summary>
    public PackedMatrix Linear(string path, int outputs, int inputs, EncoderKernel kernel)
    {
        Require($"{path}.weight", outputs, inputs);
        var matrix = new PackedMatrix(outputs, inputs, kernel.Rows);
        Pack(matrix, 0, path, outputs);
        return matrix;
    }

    /// <summary>Reads a linear layer into some rows of a matrix.</summary>
    public void Pack(PackedMatrix matrix, int firstRow, string path, int outputs, float factor = 1)
    {
        ReadOnlySpan<float> weights = Matrix(path, outputs, matrix.Inputs);
        float[] bias = new float[outputs];
        Read($"{path}.bias", bias, outputs);
        matrix.Pack(firstRow, weights, bias, factor);
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
}
