using System.Buffers.Binary;

namespace RerankKit.LateInteraction.Tests;

/// <summary>ColBERTv2's residual coding as its description says it, bit by bit and in double precision, over the tables of a saved codec.</summary>
internal sealed class PlainResidual
{
    private int _dimension;
    private int _bits;
    private float[] _cutoffs = [];
    private float[] _weights = [];
    private float[][] _centroids = [];

    public static PlainResidual Read(byte[] file)
    {
        int Field(int index) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(index * 4));
        (int dimension, int bits, int centroids) = (Field(2), Field(3), Field(4));
        float[] numbers = [.. file.Skip(36).Chunk(4).Where(four => four.Length == 4).Select(four => BitConverter.ToSingle(four))];
        int buckets = 1 << bits;
        return new()
        {
            _dimension = dimension,
            _bits = bits,
            _cutoffs = numbers[..(buckets - 1)],
            _weights = numbers[(buckets - 1)..((2 * buckets) - 1)],
            _centroids = [.. numbers.Skip((2 * buckets) - 1).Chunk(dimension).Take(centroids)],
        };
    }

    /// <summary>No centroid has a dot product that is greater by more than rounding.</summary>
    public bool IsNearest(ReadOnlySpan<float> vector, int code)
    {
        float[] copy = vector.ToArray();
        double Dot(float[] centroid) => centroid.Zip(copy, (a, b) => (double)a * b).Sum();
        return Dot(_centroids[code]) >= _centroids.Max(Dot) - 1e-6;
    }

    public byte[] Pack(ReadOnlySpan<float> vector, int code)
    {
        var bits = new List<int>();
        double length = Math.Sqrt(vector.ToArray().Sum(number => (double)number * number));
        for (int k = 0; k < _dimension; k++)
        {
            float residual = (float)(vector[k] / length) - _centroids[code][k];
            int bucket = _cutoffs.Count(cutoff => cutoff < residual);
            for (int bit = 0; bit < _bits; bit++)
            {
                bits.Add((bucket >> bit) & 1);
            }
        }

        return [.. bits.Chunk(8).Select(eight => (byte)eight.Select((bit, i) => bit << (7 - i)).Sum())];
    }

    public float[] Decode(ReadOnlySpan<byte> token)
    {
        float[] centroid = _centroids[BinaryPrimitives.ReadInt32LittleEndian(token)];
        double[] vector = new double[_dimension];
        for (int k = 0; k < _dimension; k++)
        {
            int bucket = 0;
            for (int bit = 0; bit < _bits; bit++)
            {
                int position = (k * _bits) + bit;
                bucket += ((token[4 + (position / 8)] >> (7 - (position % 8))) & 1) << bit;
            }

            vector[k] = (double)centroid[k] + _weights[bucket];
        }

        double length = Math.Sqrt(vector.Sum(number => number * number));
        return [.. vector.Select(number => (float)(number / length))];
    }
}
