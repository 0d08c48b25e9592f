using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <content>Decoding: kernels decode whatever they score, so it has to be fast.</content>
public sealed partial class ResidualCodec
{
    /// <summary>Decodes vectors, sixteen numbers at a time or four.</summary>
    /// <param name="source">Whole tokens.</param>
    /// <param name="vectors">Receives their numbers.</param>
    /// <param name="wide">Whether by sixteen, which takes AVX-512.</param>
    internal unsafe void Decode(ReadOnlySpan<byte> source, Span<float> vectors, bool wide)
    {
        int centroidCount = CentroidCount;
        fixed (byte* bytes = source)
        fixed (float* numbers = vectors, centroids = _centroids)
        {
            byte* token = bytes;
            for (float* vector = numbers; vector < numbers + vectors.Length; vector += Dimension)
            {
                int code = BinaryPrimitives.ReadInt32LittleEndian(new(token, CodeBytes));
                if ((uint)code >= (uint)centroidCount)
                {
                    throw new InvalidDataException($"A vector names centroid {code} of {centroidCount}: the bytes are damaged, or of another codec than '{Id}'.");
                }

                float* centroid = centroids + (code * (nint)Dimension);
                if (wide)
                {
                    UnpackBy16(token + CodeBytes, centroid, vector);
                }
                else
                {
                    UnpackBy4(token + CodeBytes, centroid, vector);
                }

                token += BytesPerToken;
            }
        }
    }

    private protected override void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors) =>
        Decode(source, vectors, Avx512F.IsSupported && BitConverter.IsLittleEndian);

    /// <summary>Each lane shifts its bucket down and looks its weight up in a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void UnpackBy16(byte* buckets, float* centroid, float* vector)
    {
        int whole = Dimension & ~15;
        var weights = Vector512.Create(_fieldWeights);
        var shifts = Vector512.Create(_fieldShifts);
        var squares = Vector512<float>.Zero;
        byte* packed = buckets;
        for (int i = 0; i < whole; i += Vector512<float>.Count)
        {
            uint word = _bits == 1 ? *(ushort*)packed : *(uint*)packed;
            Vector512<uint> fields = Avx512F.ShiftRightLogicalVariable(Vector512.Create(word), shifts);
            Vector512<float> sums = Vector512.Load(centroid + i) + Avx512F.PermuteVar16x32(weights, fields.AsInt32());
            squares = Vector512.MultiplyAddEstimate(sums, sums, squares);
            sums.Store(vector + i);
            packed += 2 * _bits;
        }

        float factor = Factor(Vector512.Sum(squares) + UnpackRest(buckets, centroid, vector, whole));
        for (int i = 0; i < whole; i += Vector512<float>.Count)
        {
            (Vector512.Load(vector + i) * factor).Store(vector + i);
        }

        ScaleRest(vector, whole, factor);
    }

    /// <summary>Adds the weights of four buckets at a time to the centroid: a table has them for each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void UnpackBy4(byte* buckets, float* centroid, float* vector)
    {
        // 4 or 8 buckets.
        int perByteLog = 4 - _bits;
        int whole = Dimension & ~7;
        var evenSquares = Vector128<float>.Zero;
        var oddSquares = Vector128<float>.Zero;
        fixed (float* weights = _byteWeights)
        {
            for (int i = 0; i < whole; i += 8)
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
        }

        float factor = Factor(Vector128.Sum(evenSquares + oddSquares) + UnpackRest(buckets, centroid, vector, whole));

        // By as many as were written: a wider read of what was only just written would wait.
        for (int i = 0; i < whole; i += Vector128<float>.Count)
        {
            (Vector128.Load(vector + i) * factor).Store(vector + i);
        }

        ScaleRest(vector, whole, factor);
    }

    /// <summary>Where a centroid and the weights cancel out there is no direction to bring to length 1.</summary>
    private static float Factor(float squares) => squares > 0 ? 1 / MathF.Sqrt(squares) : 1;

    /// <summary>Decodes what does not fill a vector; returns the sum of its squares.</summary>
    private unsafe float UnpackRest(byte* buckets, float* centroid, float* vector, int first)
    {
        int perByte = 8 / _bits;
        float squares = 0;
        for (int i = first; i < Dimension; i++)
        {
            vector[i] = centroid[i] + _byteWeights[(buckets[i / perByte] * perByte) + (i % perByte)];
            squares += vector[i] * vector[i];
        }

        return squares;
    }

    private unsafe void ScaleRest(float* vector, int first, float factor)
    {
        for (int i = first; i < Dimension; i++)
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
            int field = (i / perByte) >> (8 - bits - (i % perByte * bits));
            table[i] = weights[Bucket(bits, field)];
        }

        return table;
    }

    /// <summary>For the four bits from a bucket's field on, of which the lowest are the field, the weight.</summary>
    private static float[] FieldWeights(int bits, float[] weights) =>
        [.. Enumerable.Range(0, Vector512<float>.Count).Select(field => weights[Bucket(bits, field)])];

    /// <summary>How far the field of each of sixteen numbers is from the lowest bit of a little-endian word.</summary>
    private static uint[] FieldShifts(int bits)
    {
        int perByte = 8 / bits;
        return [.. Enumerable.Range(0, Vector512<uint>.Count).Select(i => (uint)((i / perByte * 8) + 8 - bits - (i % perByte * bits)))];
    }

    /// <summary>The bucket of a field: two bits are stored with the lower one first, so higher.</summary>
    private static int Bucket(int bits, int field) => bits == 1 ? field & 1 : ((field & 1) << 1) | ((field >> 1) & 1);
}
