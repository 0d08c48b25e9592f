using System.Buffers.Binary;

namespace RerankKit.LateInteraction;

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
    private readonly float[] _fieldWeights;
    private readonly uint[] _fieldShifts;
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
        _fieldWeights = FieldWeights(bits, weights);
        _fieldShifts = FieldShifts(bits);
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

    /// <summary>Brings a vector to length 1.</summary>
    private static void Normalize(ReadOnlySpan<float> vector, Span<float> unit)
    {
        double squares = DoublePrecision.SumOfSquares(vector);
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
}
