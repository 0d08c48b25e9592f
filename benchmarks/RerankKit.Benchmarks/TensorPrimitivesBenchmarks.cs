using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using RerankKit.LateInteraction;
using RerankKit.Models;

namespace RerankKit.Benchmarks;

/// <summary>Loops over vectors as they were written by hand against <see cref="TensorPrimitives"/>: a vector of 128 numbers, a list of 100 scores. Docs/decisions/0007 says which stayed.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
[MinColumn]
public class TensorPrimitivesBenchmarks
{
    private const int Dimension = 128;
    private const int Tokens = 200;
    private const int Centroids = 1024;
    private readonly float[] _a = Numbers(1, Dimension);
    private readonly float[] _b = Numbers(2, Dimension);
    private readonly float[] _embeddingA = Numbers(1, 384);
    private readonly float[] _embeddingB = Numbers(2, 384);
    private readonly double[] _wideA = [.. Numbers(1, Dimension).Select(value => (double)value)];
    private readonly double[] _wideB = [.. Numbers(2, Dimension).Select(value => (double)value)];
    private readonly float[] _to = new float[Dimension];
    private readonly byte[] _bytes = new byte[2 * Dimension];
    private readonly float[] _document = Numbers(3, Tokens * Dimension);
    private readonly float[] _query = Numbers(4, 32 * Dimension);
    private readonly double[] _scores = [.. Numbers(5, 100).Select(value => (double)value)];
    private readonly double[] _normalized = new double[100];
    private readonly float[] _centroids = Numbers(6, Centroids * Dimension);
    private readonly int[] _codes = new int[4];
    private readonly float[] _projected = new float[4 * Dimension];
    private readonly byte[] _encoded = new byte[Tokens * Dimension * sizeof(float)];
    private NearestCentroid _nearest = null!;
    private DenseLayer _layer = null!;
    private MaxSimQuery _maxSim = null!;

    [GlobalSetup]
    public void SetUp()
    {
        TokenVectorCodec codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, Dimension);
        codec.Encode(_document, _encoded);
        TokenVectorCodecs.Create(TokenVectorPrecision.Float16, Dimension).Encode(_a, _bytes);
        _nearest = new(_centroids, Dimension);
        _layer = new(384, Dimension, Numbers(7, 384 * Dimension));
        _maxSim = new(new TokenVectors(_query, Dimension), codec);
    }

    [GlobalCleanup]
    public void CleanUp() => _maxSim.Dispose();

    /// <summary>The cosine of embeddings of 384 numbers.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("dot 384")]
    public double DotByHand()
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(_embeddingA);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(_embeddingB);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < left.Length; i++)
        {
            sums += left[i] * right[i];
        }

        return Vector.Sum(sums);
    }

    [Benchmark, BenchmarkCategory("dot 384")]
    public double Dot() => TensorPrimitives.Dot(_embeddingA, _embeddingB);

    /// <summary>The lengths of vectors, in double precision.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("squares")]
    public double SquaresByHand()
    {
        double squares = 0;
        foreach (float value in _a)
        {
            squares += (double)value * value;
        }

        return squares;
    }

    [Benchmark, BenchmarkCategory("squares")]
    public double SumOfSquares() => TensorPrimitives.SumOfSquares(_a);

    [Benchmark(Baseline = true), BenchmarkCategory("min and max of scores")]
    public double RangeByHand()
    {
        (double min, double max) = ScoreRange.Of(_scores);
        return max - min;
    }

    [Benchmark, BenchmarkCategory("min and max of scores")]
    public double MaxMin() => TensorPrimitives.Max<double>(_scores) - TensorPrimitives.Min<double>(_scores);

    [Benchmark(Baseline = true), BenchmarkCategory("rescale scores")]
    public void RescaleByHand()
    {
        _scores.CopyTo(_normalized, 0);
        ref double first = ref MemoryMarshal.GetArrayDataReference(_normalized);
        for (int i = 0; i <= _normalized.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            ((Vector256.LoadUnsafe(ref first, (nuint)i) - Vector256.Create(0.25)) / 1.5).StoreUnsafe(ref first, (nuint)i);
        }
    }

    [Benchmark, BenchmarkCategory("rescale scores")]
    public void SubtractDivide()
    {
        TensorPrimitives.Subtract(_scores, 0.25, _normalized);
        TensorPrimitives.Divide(_normalized, 1.5, _normalized);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("sigmoid of scores")]
    public void SigmoidByHand()
    {
        for (int i = 0; i < _scores.Length; i++)
        {
            _normalized[i] = 1 / (1 + Math.Exp(-_scores[i]));
        }
    }

    [Benchmark, BenchmarkCategory("sigmoid of scores")]
    public void Sigmoid() => TensorPrimitives.Sigmoid<double>(_scores, _normalized);

    [Benchmark(Baseline = true), BenchmarkCategory("greatest magnitude")]
    public float MagnitudeByHand()
    {
        var greatest = Vector<float>.Zero;
        for (int i = 0; i <= _a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            greatest = Vector.Max(greatest, Vector.Abs(new Vector<float>(_a, i)));
        }

        float result = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            result = Math.Max(result, greatest[lane]);
        }

        return result;
    }

    [Benchmark, BenchmarkCategory("greatest magnitude")]
    public float MaxMagnitude() => MathF.Abs(TensorPrimitives.MaxMagnitude(_a));

    [Benchmark(Baseline = true), BenchmarkCategory("finite, 200 vectors")]
    public void FiniteByHand() => FiniteNumbers.Require(_document, float.MaxValue, nameof(_document));

    [Benchmark, BenchmarkCategory("finite, 200 vectors")]
    public bool IsFiniteAll() => TensorPrimitives.IsFiniteAll<float>(_document);

    [Benchmark(Baseline = true), BenchmarkCategory("to fp16")]
    public void ToHalfByHand()
    {
        for (int i = 0; i < _a.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(_bytes.AsSpan(i * sizeof(ushort)), (Half)_a[i]);
        }
    }

    [Benchmark, BenchmarkCategory("to fp16")]
    public void ConvertToHalf() => TensorPrimitives.ConvertToHalf(_a, MemoryMarshal.Cast<byte, Half>(_bytes.AsSpan()));

    [Benchmark(Baseline = true), BenchmarkCategory("from fp16")]
    public void FromHalfByHand()
    {
        for (int i = 0; i < _to.Length; i++)
        {
            _to[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(_bytes.AsSpan(i * sizeof(ushort)));
        }
    }

    [Benchmark, BenchmarkCategory("from fp16")]
    public void ConvertToSingle() => TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(_bytes.AsSpan()), _to);

    [Benchmark(Baseline = true), BenchmarkCategory("from int8")]
    public void FromInt8ByHand()
    {
        for (int i = 0; i < _to.Length; i++)
        {
            _to[i] = (_bytes[i] - 128) * 0.01f;
        }
    }

    [Benchmark, BenchmarkCategory("from int8")]
    public void ConvertSubtractMultiply()
    {
        TensorPrimitives.ConvertChecked<byte, float>(_bytes.AsSpan(0, Dimension), _to);
        TensorPrimitives.Subtract(_to, 128f, _to);
        TensorPrimitives.Multiply(_to, 0.01f, _to);
    }

    /// <summary>A row of a table of signed bytes.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("widen int8")]
    public void WidenByHand()
    {
        int quarter = Vector<float>.Count;
        for (int i = 0; i <= Dimension - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(Vector.AsVectorSByte(new Vector<byte>(_bytes, i)), out Vector<short> lower, out Vector<short> upper);
            Vector.Widen(lower, out Vector<int> first, out Vector<int> second);
            Vector.Widen(upper, out Vector<int> third, out Vector<int> fourth);
            (Vector.ConvertToSingle(first) * 0.01f).CopyTo(_to, i);
            (Vector.ConvertToSingle(second) * 0.01f).CopyTo(_to, i + quarter);
            (Vector.ConvertToSingle(third) * 0.01f).CopyTo(_to, i + (2 * quarter));
            (Vector.ConvertToSingle(fourth) * 0.01f).CopyTo(_to, i + (3 * quarter));
        }
    }

    [Benchmark, BenchmarkCategory("widen int8")]
    public void ConvertMultiply()
    {
        TensorPrimitives.ConvertChecked(MemoryMarshal.Cast<byte, sbyte>(_bytes.AsSpan(0, Dimension)), _to);
        TensorPrimitives.Multiply(_to, 0.01f, _to);
    }

    /// <summary>The cosine of two vectors in double precision, as clustering compares.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("dot in double")]
    public double DoubleDotByHand()
    {
        double cosine = 0;
        for (int i = 0; i < _a.Length; i++)
        {
            cosine += (double)_a[i] * _b[i];
        }

        return cosine;
    }

    [Benchmark, BenchmarkCategory("dot in double")]
    public double DoubleDot() => TensorPrimitives.Dot<double>(_wideA, _wideB);

    [Benchmark(Baseline = true), BenchmarkCategory("scale")]
    public void ScaleByHand()
    {
        for (int i = 0; i <= _to.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(_a, i) * 0.5f).CopyTo(_to, i);
        }
    }

    [Benchmark, BenchmarkCategory("scale")]
    public void Multiply() => TensorPrimitives.Multiply(_a, 0.5f, _to);

    [Benchmark(Baseline = true), BenchmarkCategory("add")]
    public void AddByHand()
    {
        for (int i = 0; i < _to.Length; i++)
        {
            _to[i] += _b[i];
        }
    }

    [Benchmark, BenchmarkCategory("add")]
    public void Add() => TensorPrimitives.Add(_to, _b, _to);

    /// <summary>The nearest of 1,024 centroids, for four vectors.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("nearest centroid")]
    public void NearestByHand() => _nearest.Find(_document.AsSpan(0, 4 * Dimension), _codes);

    [Benchmark, BenchmarkCategory("nearest centroid")]
    public void NearestByDot()
    {
        for (int row = 0; row < 4; row++)
        {
            ReadOnlySpan<float> vector = _document.AsSpan(row * Dimension, Dimension);
            float best = float.NegativeInfinity;
            for (int i = 0; i < Centroids; i++)
            {
                float dot = TensorPrimitives.Dot(vector, _centroids.AsSpan(i * Dimension, Dimension));
                if (dot > best)
                {
                    best = dot;
                    _codes[row] = i;
                }
            }
        }
    }

    /// <summary>Four rows of 384 numbers through a dense layer.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("dense layer")]
    public void DenseByHand() => _layer.Apply(_document.AsSpan(0, 4 * 384), _projected, 4);

    [Benchmark, BenchmarkCategory("dense layer")]
    public void DenseByDot()
    {
        for (int row = 0; row < 4; row++)
        {
            for (int output = 0; output < Dimension; output++)
            {
                _projected[(row * Dimension) + output] = TensorPrimitives.Dot(_document.AsSpan(row * 384, 384), _layer.Weight.AsSpan(output * 384, 384));
            }
        }
    }

    /// <summary>A query of 32 vectors against a document of 200.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("MaxSim")]
    public float MaxSimByHand() => _maxSim.Score(_encoded);

    [Benchmark, BenchmarkCategory("MaxSim")]
    public double MaxSimByDot()
    {
        double sum = 0;
        for (int i = 0; i < _query.Length; i += Dimension)
        {
            float best = float.NegativeInfinity;
            for (int j = 0; j < _document.Length; j += Dimension)
            {
                best = Math.Max(best, TensorPrimitives.Dot(_query.AsSpan(i, Dimension), _document.AsSpan(j, Dimension)));
            }

            sum += best;
        }

        return sum;
    }

    private static float[] Numbers(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
