using System.Runtime.InteropServices;

namespace RerankKit.TestModels;

/// <summary>A seeded weight in 8 bits, by the rules of onnxruntime's quantiser: signed ones symmetric over -127 ... 127, unsigned ones over the range with 0.</summary>
internal sealed class QuantizedTensor
{
    private readonly SeededTensor _source;
    private readonly bool _signed;
    private readonly float[] _scales;
    private readonly byte[] _zeros;

    private QuantizedTensor(SeededTensor source, bool signed, float[] scales, byte[] zeros)
    {
        _source = source;
        _signed = signed;
        _scales = scales;
        _zeros = zeros;
    }

    /// <summary>Measures the ranges of a weight.</summary>
    /// <param name="source">The weight.</param>
    /// <param name="quantization">One of the 8-bit kinds.</param>
    /// <param name="matrix">Whether the kind's per-column scales apply; tables always have one scale.</param>
    public static QuantizedTensor Create(SeededTensor source, TestQuantization quantization, bool matrix)
    {
        bool signed = quantization is TestQuantization.SignedPerTensor or TestQuantization.SignedPerChannel or TestQuantization.SignedWeightsOnly;
        bool perColumn = matrix && quantization is (TestQuantization.SignedPerChannel or TestQuantization.UnsignedPerChannel or TestQuantization.SignedWeightsOnly);
        int columns = perColumn ? (int)source.Dims[^1] : 1;
        float[] low = new float[columns];
        float[] high = new float[columns];
        source.ForEachBlock((start, block) =>
        {
            for (int i = 0; i < block.Length; i++)
            {
                int column = columns == 1 ? 0 : (int)((start + i) % columns);
                low[column] = Math.Min(low[column], block[i]);
                high[column] = Math.Max(high[column], block[i]);
            }
        });

        float[] scales = new float[columns];
        byte[] zeros = new byte[columns];
        for (int column = 0; column < columns; column++)
        {
            scales[column] = signed ? 2 * Math.Max(-low[column], high[column]) / 254 : (high[column] - low[column]) / 255;
            zeros[column] = signed ? (byte)0 : (byte)MathF.Round(-low[column] / scales[column]);
        }

        return new QuantizedTensor(source, signed, scales, zeros);
    }

    /// <summary>Adds the tensor, its scale and its zero point to a graph and returns their names.</summary>
    public (string Value, string Scale, string Zero) AddTo(GraphBuilder graph)
    {
        long[] dims = _scales.Length == 1 ? [] : [_scales.Length];
        OnnxType type = _signed ? OnnxType.Int8 : OnnxType.UInt8;
        string value = graph.Tensor(new Initializer(_source.Name + "_quantized", type, _source.Dims, _source.Count, WriteTo));
        string scale = graph.Constant(_source.Name + "_scale", OnnxType.Float, dims, MemoryMarshal.AsBytes(_scales.AsSpan()).ToArray());
        string zero = graph.Integers(_source.Name + "_zero_point", type, dims, _zeros);
        return (value, scale, zero);
    }

    /// <summary>Replaces elements from <paramref name="start"/> on by what 8 bits keep of them.</summary>
    public void Round(long start, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int column = ColumnOf(start + i);
            int zero = _signed ? 0 : _zeros[column];
            values[i] = (Level(values[i], column) - zero) * _scales[column];
        }
    }

    private int ColumnOf(long index) => _scales.Length == 1 ? 0 : (int)(index % _scales.Length);

    private float Level(float value, int column)
    {
        float level = MathF.Round(value / _scales[column]);
        return _signed ? Math.Clamp(level, -127, 127) : Math.Clamp(level + _zeros[column], 0, 255);
    }

    private void WriteTo(Stream stream)
    {
        byte[] bytes = new byte[1 << 16];
        _source.ForEachBlock((start, block) =>
        {
            for (int i = 0; i < block.Length; i++)
            {
                float level = Level(block[i], ColumnOf(start + i));
                bytes[i] = _signed ? unchecked((byte)(sbyte)level) : (byte)level;
            }

            stream.Write(bytes, 0, block.Length);
        });
    }
}
