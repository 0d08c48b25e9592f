using System.Runtime.CompilerServices;

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

    /// <summary>One number per row, 0 at first.</summary>
    public float* Bias => _bias.Start;

    /// <summary>Those of some rows.</summary>
    public Span<float> BiasOf(int firstRow, int rows) => _bias.AsSpan(firstRow, rows);

    /// <summary>Inputs of a slice.</summary>
    public int DepthOf(int slice) => Math.Min(SliceDepth, Inputs - (slice * SliceDepth));

    /// <summary>A slice of a block of rows.</summary>
    public float* Block(int slice, int block) => _weights.Start + ((nint)slice * SliceDepth * PaddedOutputs) + ((nint)block * _rows * DepthOf(slice));

    /// <summary>Fills in a part.</summary>
    /// <param name="firstRow">Its first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="firstInput">Its first input.</param>
    /// <param name="inputs">How many.</param>
    /// <param name="weights">Its numbers, from the first on.</param>
    /// <param name="strides">How far apart they are there from a row to the next, and from an input to the next.</param>
    /// <param name="factor">All are multiplied by it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(int firstRow, int rows, int firstInput, int inputs, ReadOnlySpan<float> weights, (int Row, int Input) strides, float factor)
    {
        for (int done = 0, count; done < rows; done += count)
        {
            (int block, int row) = Math.DivRem(firstRow + done, _rows);
            count = Math.Min(_rows - row, rows - done);
            for (int i = 0; i < inputs; i++)
            {
                (int slice, int depth) = Math.DivRem(firstInput + i, SliceDepth);
                float* target = Block(slice, block) + (depth * _rows) + row;
                int at = (done * strides.Row) + (i * strides.Input);
                for (int j = 0; j < count; j++, at += strides.Row)
                {
                    target[j] = weights[at] * factor;
                }
            }
        }
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }
}
