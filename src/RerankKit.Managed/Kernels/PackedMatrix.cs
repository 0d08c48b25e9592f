namespace RerankKit.Managed;

/// <summary>The weights of a linear layer in the order in which a kernel reads them: <c>[slice of inputs, block of rows, input, row]</c>, and a bias per row. The last block is filled up with zeros.</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    /// <summary>Inputs per slice: a slice of a block of rows, and of a panel, stay in the first-level cache.</summary>
    public const int SliceDepth = 384;

    private readonly FloatMemory _weights;
    private readonly FloatMemory _bias;
    private readonly int _rows;

    /// <summary>Makes room for a layer; <see cref="Pack"/> fills it, every row.</summary>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Numbers per row.</param>
    /// <param name="rows">Rows that a kernel takes at a time.</param>
    public PackedMatrix(int outputs, int inputs, int rows)
    {
        (Outputs, Inputs, _rows) = (outputs, inputs, rows);
        Blocks = (outputs + rows - 1) / rows;
        _weights = new((long)PaddedOutputs * inputs, isZero: PaddedOutputs > outputs);
        _bias = new(PaddedOutputs);
    }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>Blocks of rows.</summary>
    public int Blocks { get; }

    /// <summary>Slices of inputs.</summary>
    public int Slices => (Inputs + SliceDepth - 1) / SliceDepth;

    /// <summary>Rows with those that fill up the last block: what it writes has so many channels.</summary>
    public int PaddedOutputs => Blocks * _rows;

    /// <summary>The whole layer.</summary>
    public MatrixPart All => new(0, Slices, 0, Blocks);

    /// <summary>Its first rows, and those behind them that fill up a block.</summary>
    public MatrixPart First(int rows) => All with { EndBlock = (rows + _rows - 1) / _rows };

    /// <summary>One number per row.</summary>
    public float* Bias => _bias.Start;

    /// <summary>Inputs of a slice.</summary>
    public int DepthOf(int slice) => Math.Min(SliceDepth, Inputs - (slice * SliceDepth));

    /// <summary>A slice of a block of rows.</summary>
    public float* Block(int slice, int block) => _weights.Start + ((nint)slice * SliceDepth * PaddedOutputs) + ((nint)block * _rows * DepthOf(slice));

    /// <summary>Fills in some rows.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="weights"><c>[rows, inputs]</c>.</param>
    /// <param name="bias">One number per row; empty for zeros.</param>
    /// <param name="factor">All are multiplied by it.</param>
    public void Pack(int firstRow, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, float factor = 1)
    {
        int count = weights.Length / Inputs;
        for (int i = 0; i < count; i++)
        {
            (int block, int row) = Math.DivRem(firstRow + i, _rows);
            ReadOnlySpan<float> source = weights.Slice(i * Inputs, Inputs);
            for (int slice = 0; slice < Slices; slice++)
            {
                float* target = Block(slice, block) + row;
                foreach (float weight in source.Slice(slice * SliceDepth, DepthOf(slice)))
                {
                    *target = weight * factor;
                    target += _rows;
                }
            }

            Bias[firstRow + i] = bias.IsEmpty ? 0 : bias[i] * factor;
        }
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }
}
