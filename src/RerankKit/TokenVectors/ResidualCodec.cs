using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RerankKit;

/// <summary>
/// ColBERTv2's residual coding (Santhanam et al., 2022): the nearest of many centroids, and per number the bucket of what is left, 1 or 2 bits.
/// Keeps directions: decoded vectors have length 1, as those of ColBERT models have.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. A token takes 4 bytes for the centroid, little-endian, and <c>dimension * bits / 8</c>, rounded up, for the buckets: as in
/// the authors' <c>residual.py</c> a bucket's bits go lowest first into bytes that are filled from the highest bit. A number is decoded as the centroid's
/// plus the bucket's weight, and then the vector is brought to length 1.
/// </remarks>
public sealed partial class ResidualCodec : TokenVectorCodec
{
    private const int CodeBytes = sizeof(int);

    private readonly int _bits;
    private readonly float[] _cutoffs;
    private readonly float[] _weights;
    private readonly float[] _centroids;
    private readonly float[] _byteWeights;
    private readonly NearestCentroid _nearest;
    private readonly Hash128 _digest;

    private ResidualCodec(int dimension, int bits, float[] cutoffs, float[] weights, float[] centroids)
        : base(
            bits == 1 ? TokenVectorPrecision.Residual1Bit : TokenVectorPrecision.Residual2Bit,
            dimension,
            CodeBytes + (((dimension * bits) + 7) / 8))
    {
        _bits = bits;
        _cutoffs = cutoffs;
        _weights = weights;
        _centroids = centroids;
        _byteWeights = ByteWeights(bits, weights);
        _nearest = new(centroids, dimension);
        _digest = Digest();
    }

    /// <inheritdoc/>
    public override string Id => $"residual{_bits}/{Dimension}/{_digest}";

    /// <summary>How many centroids there are.</summary>
    public int CentroidCount => _centroids.Length / Dimension;

    internal override float BoundLength(float length) => 1.0001f;

    private protected override void EncodeRows(ReadOnlySpan<float> vectors, Span<byte> destination)
    {
        float[] unit = new float[Dimension];
        for (; vectors.Length != 0; vectors = vectors[Dimension..], destination = destination[BytesPerToken..])
        {
            Normalize(vectors[..Dimension], unit);
            int code = 0;
            _nearest.Find(unit, new Span<int>(ref code));
            BinaryPrimitives.WriteInt32LittleEndian(destination, code);
            Pack(unit, _centroids.AsSpan(code * Dimension, Dimension), destination[CodeBytes..BytesPerToken]);
        }
    }

    private protected override unsafe void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors)
    {
        fixed (byte* bytes = source)
        fixed (float* numbers = vectors, centroids = _centroids, weights = _byteWeights)
        {
            int centroidCount = CentroidCount;
            byte* token = bytes;
            for (float* vector = numbers; vector < numbers + vectors.Length; vector += Dimension)
            {
                int code = BinaryPrimitives.ReadInt32LittleEndian(new(token, CodeBytes));
                if ((uint)code >= (uint)centroidCount)
                {
                    throw new InvalidDataException($"A vector names centroid {code} of {centroidCount}: the bytes are damaged, or of another codec than '{Id}'.");
                }

                Unpack(token + CodeBytes, weights, centroids + (code * (nint)Dimension), vector);
                token += BytesPerToken;
            }
        }
    }

    /// <summary>Brings a vector to length 1.</summary>
    private static void Normalize(ReadOnlySpan<float> vector, Span<float> unit)
    {
        double squares = 0;
        foreach (float number in vector)
        {
            squares += (double)number * number;
        }

        if (squares == 0)
        {
            throw new ArgumentException("A vector of zeros has no direction, and residual codecs keep nothing else; leave the token out.", "vectors");
        }

        double inverse = 1 / Math.Sqrt(squares);
        for (int i = 0; i < vector.Length; i++)
        {
            unit[i] = (float)(vector[i] * inverse);
        }
    }

    private void Pack(ReadOnlySpan<float> unit, ReadOnlySpan<float> centroid, Span<byte> buckets)
    {
        buckets.Clear();
        for (int i = 0; i < unit.Length; i++)
        {
            float residual = unit[i] - centroid[i];
            int bucket = 0;
            foreach (float cutoff in _cutoffs)
            {
                bucket += residual > cutoff ? 1 : 0;
            }

            for (int bit = 0; bit < _bits; bit++)
            {
                int position = (i * _bits) + bit;
                buckets[position / 8] |= (byte)(((bucket >> bit) & 1) << (7 - (position % 8)));
            }
        }
    }

    /// <summary>Adds the weights of four buckets at a time to the centroid, and brings the vector to length 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Unpack(byte* buckets, float* weights, float* centroid, float* vector)
    {
        // 4 or 8 buckets.
        int perByteLog = 4 - _bits;
        int whole = Dimension & ~7;
        var evenSquares = Vector128<float>.Zero;
        var oddSquares = Vector128<float>.Zero;
        int i = 0;
        for (; i < whole; i += 8)
        {
            float* even = weights + (buckets[i >> perByteLog] << perByteLog);
            float* odd = _bits == 1 ? even + 4 : weights + (buckets[(i >> perByteLog) + 1] << perByteLog);
            Vector128<float> evenSums = Vector128.Load(centroid + i) + Vector128.Load(even);
            Vector128<float> oddSums = Vector128.Load(centroid + i + 4) + Vector128.Load(odd);
            evenSquares = Vector128.MultiplyAddEstimate(evenSums, evenSums, evenSquares);
            oddSquares = Vector128.MultiplyAddEstimate(oddSums, oddSums, oddSquares);
            evenSums.Store(vector + i);
            oddSums.Store(vector + i + 4);
        }

        float squares = Vector128.Sum(evenSquares + oddSquares);
        for (; i < Dimension; i++)
        {
            vector[i] = centroid[i] + weights[(buckets[i >> perByteLog] << perByteLog) + (i & ((1 << perByteLog) - 1))];
            squares += vector[i] * vector[i];
        }

        // Where a centroid and the weights cancel out there is no direction to bring to length 1.
        float factor = squares > 0 ? 1 / MathF.Sqrt(squares) : 1;

        // By 128 bits, too: a wider read of what was only just written would wait for the writes.
        for (i = 0; i < whole; i += Vector128<float>.Count)
        {
            (Vector128.Load(vector + i) * factor).Store(vector + i);
        }

        for (; i < Dimension; i++)
        {
            vector[i] *= factor;
        }
    }

    /// <summary>For each value of a byte the weights of its buckets: <c>[256, 8 / bits]</c>.</summary>
    private static float[] ByteWeights(int bits, float[] weights)
    {
        int perByte = 8 / bits;
        float[] table = new float[256 * perByte];
        for (int i = 0; i < table.Length; i++)
        {
            int bucket = 0;
            for (int bit = 0; bit < bits; bit++)
            {
                int position = (i % perByte * bits) + bit;
                bucket |= ((i / perByte) >> (7 - position) & 1) << bit;
            }

            table[i] = weights[bucket];
        }

        return table;
    }
}
