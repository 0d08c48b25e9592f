using System.Buffers;
using System.Runtime.InteropServices;

namespace RerankKit.TestModels;

/// <summary>A weight whose every element follows from the seed, the tensor's name and the element's index alone.</summary>
/// <remarks>
/// Nothing is stored: any part can be produced at any time, so a table of 768 MB is written and read without being held.
/// An element is mean + deviation * n, where n is the sum of four 16-bit uniforms taken from one SplitMix64 output
/// (Steele, Lea and Flood 2014), centred and scaled to variance 1; integers and one product, hence the same on every machine.
/// </remarks>
internal sealed class SeededTensor
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int Centre = 2 * ushort.MaxValue;
    private const int Block = 1 << 16;

    // The standard deviation of the sum of four uniforms over 0 ... 65535.
    private const double SumDeviation = 37837.22687;

    private readonly ulong _seed;
    private readonly float _mean;
    private readonly float _factor;
    private readonly SeededTensor? _source;
    private readonly int[] _columns = [];
    private readonly QuantizedTensor? _quantized;
    private float[]? _values;

    public SeededTensor(ulong modelSeed, string name, double mean, double deviation, params long[] dims)
    {
        Name = name;
        Dims = dims;
        Count = 1;
        foreach (long dim in dims)
        {
            Count *= dim;
        }

        _seed = Mix(modelSeed ^ Hash(name));
        _mean = (float)mean;
        _factor = (float)(deviation / SumDeviation);
    }

    private SeededTensor(SeededTensor source, string name, int[] columns)
    {
        Name = name;
        Dims = [source.Dims[0], columns.Length];
        Count = source.Dims[0] * columns.Length;
        _source = source;
        _columns = columns;
    }

    private SeededTensor(SeededTensor source, QuantizedTensor quantized)
    {
        (Name, Dims, Count, _seed, _mean, _factor) = (source.Name, source.Dims, source.Count, source._seed, source._mean, source._factor);
        _quantized = quantized;
    }

    public string Name { get; }

    public long[] Dims { get; }

    public long Count { get; }

    /// <summary>All elements, kept after the first call. Meant for matrices, not for embedding tables.</summary>
    public float[] Values => _values ??= Create();

    /// <summary>A matrix of some of the columns.</summary>
    public SeededTensor Columns(string name, params int[] columns) => new(this, name, columns);

    /// <summary>The numbers that 8 bits keep of it.</summary>
    public SeededTensor Widened(TestQuantization quantization, bool matrix) =>
        quantization == TestQuantization.None ? this : new(this, QuantizedTensor.Create(this, quantization, matrix));

    /// <summary>Elements from <paramref name="start"/> on.</summary>
    public void Fill(long start, Span<float> values)
    {
        if (_source is not null)
        {
            FillColumns(_source, start, values);
            return;
        }

        ulong state = _seed + ((ulong)start * Golden);
        for (int i = 0; i < values.Length; i++)
        {
            ulong bits = Mix(state);
            int sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48) - Centre;
            values[i] = _mean + (sum * _factor);
            state += Golden;
        }

        _quantized?.Round(start, values);
    }

    /// <summary>One row of a table.</summary>
    public float[] Row(int row)
    {
        float[] values = new float[Dims[^1]];
        Fill(row * Dims[^1], values);
        return values;
    }

    /// <summary>Hands all elements to a callback, block by block, in order.</summary>
    public void ForEachBlock(Action<long, ReadOnlySpan<float>> visit)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(Block);
        for (long start = 0; start < Count; start += Block)
        {
            Span<float> block = buffer.AsSpan(0, (int)Math.Min(Block, Count - start));
            Fill(start, block);
            visit(start, block);
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    public void WriteTo(Stream stream) => ForEachBlock((_, block) => stream.Write(MemoryMarshal.AsBytes(block)));

    private void FillColumns(SeededTensor source, long start, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            (long row, long column) = Math.DivRem(start + i, _columns.Length);
            source.Fill((row * source.Dims[1]) + _columns[column], values.Slice(i, 1));
        }
    }

    private float[] Create()
    {
        float[] values = new float[Count];
        Fill(0, values);
        return values;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    // FNV-1a.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
