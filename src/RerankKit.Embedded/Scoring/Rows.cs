using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit.Embedded;

/// <summary>Arithmetic over rows of signed bytes and vectors of numbers, whose length is a multiple of 32.</summary>
internal static class Rows
{
    public const int Block = 32;

    /// <summary>Adds a row, times a factor, to a sum.</summary>
    public static void Add(ReadOnlySpan<sbyte> row, float factor, Span<float> sum)
    {
        ref sbyte source = ref MemoryMarshal.GetReference(row);
        ref float target = ref MemoryMarshal.GetReference(sum);
        var factors = Vector256.Create(factor);
        for (nuint i = 0; i < (nuint)row.Length; i += Block)
        {
            (Vector256<short> low, Vector256<short> high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, i));
            AddHalf(low, factors, ref target, i);
            AddHalf(high, factors, ref target, i + (Block / 2));
        }
    }

    /// <summary>Writes a row, times a factor.</summary>
    public static void Widen(ReadOnlySpan<sbyte> row, float factor, Span<float> target)
    {
        target[..row.Length].Clear();
        Add(row, factor, target);
    }

    /// <summary>Adds a vector, times a factor, to a sum.</summary>
    public static void Add(ReadOnlySpan<float> vector, float factor, Span<float> sum)
    {
        ref float source = ref MemoryMarshal.GetReference(vector);
        ref float target = ref MemoryMarshal.GetReference(sum);
        var factors = Vector256.Create(factor);
        for (nuint i = 0; i < (nuint)vector.Length; i += (nuint)Vector256<float>.Count)
        {
            Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref source, i), factors, Vector256.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
        }
    }

    /// <summary>Brings a vector to length 1, unless it is all zeros.</summary>
    public static void Normalize(Span<float> vector)
    {
        float length = MathF.Sqrt(Dot(vector, vector));
        for (int i = 0; length > 0 && i < vector.Length; i++)
        {
            vector[i] /= length;
        }
    }

    /// <summary>The dot product of two vectors.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float first = ref MemoryMarshal.GetReference(a);
        ref float second = ref MemoryMarshal.GetReference(b);
        Vector256<float> sum0 = Vector256<float>.Zero;
        Vector256<float> sum1 = sum0;
        Vector256<float> sum2 = sum0;
        Vector256<float> sum3 = sum0;
        for (nuint i = 0; i < (nuint)a.Length; i += Block)
        {
            sum0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref first, i), Vector256.LoadUnsafe(ref second, i), sum0);
            sum1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref first, i + 8), Vector256.LoadUnsafe(ref second, i + 8), sum1);
            sum2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref first, i + 16), Vector256.LoadUnsafe(ref second, i + 16), sum2);
            sum3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref first, i + 24), Vector256.LoadUnsafe(ref second, i + 24), sum3);
        }

        return Vector256.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddHalf(Vector256<short> values, Vector256<float> factors, ref float target, nuint at)
    {
        (Vector256<int> low, Vector256<int> high) = Vector256.Widen(values);
        Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(low), factors, Vector256.LoadUnsafe(ref target, at)).StoreUnsafe(ref target, at);
        Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(high), factors, Vector256.LoadUnsafe(ref target, at + 8)).StoreUnsafe(ref target, at + 8);
    }
}
