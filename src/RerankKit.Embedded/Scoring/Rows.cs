using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RerankKit.Embedded;

/// <summary>Arithmetic over rows of signed bytes and vectors of numbers, whose length is a multiple of 32.</summary>
/// <remarks>Compiled in full at the first call: what the quick compiler makes of vectors is many times slower, and a process may have only a few calls to make.</remarks>
internal static class Rows
{
    public const int Block = 32;

    /// <summary>How many of the other rows <see cref="Dots"/> takes at once.</summary>
    public const int Group = 4;

    /// <summary>Adds a row, times a factor, to a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<sbyte> row, float factor, Span<float> sum)
    {
        ref sbyte source = ref MemoryMarshal.GetReference(row);
        ref float target = ref MemoryMarshal.GetReference(sum);
        var factors = Vector256.Create(factor);
        for (nuint i = 0; i < (nuint)row.Length; i += 8)
        {
            Vector256.MultiplyAddEstimate(Load(ref source, i), factors, Vector256.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
        }
    }

    /// <summary>Writes a row, times a factor.</summary>
    public static void Widen(ReadOnlySpan<sbyte> row, float factor, Span<float> target)
    {
        target[..row.Length].Clear();
        Add(row, factor, target);
    }

    /// <summary>Adds a vector, times a factor, to a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>The dot products of a row with others, exactly.</summary>
    /// <param name="row">The row.</param>
    /// <param name="others">The others, widened, one behind the other; as many as <paramref name="products"/>.</param>
    /// <param name="products">A multiple of <see cref="Group"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dots(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> others, Span<int> products)
    {
        ref sbyte first = ref MemoryMarshal.GetReference(row);
        ref short second = ref MemoryMarshal.GetReference(others);
        ref int target = ref MemoryMarshal.GetReference(products);
        nuint length = (nuint)row.Length;
        for (nuint at = 0; at < (nuint)products.Length; at += Group)
        {
            ref short other = ref Unsafe.Add(ref second, at * length);
            Vector256<int> sum0 = Vector256<int>.Zero;
            Vector256<int> sum1 = sum0;
            Vector256<int> sum2 = sum0;
            Vector256<int> sum3 = sum0;
            for (nuint i = 0; i < length; i += 16)
            {
                Vector256<short> values = Vector256.WidenLower(Vector128.LoadUnsafe(ref first, i).ToVector256Unsafe());
                sum0 += Pairs(values, Vector256.LoadUnsafe(ref other, i));
                sum1 += Pairs(values, Vector256.LoadUnsafe(ref other, i + length));
                sum2 += Pairs(values, Vector256.LoadUnsafe(ref other, i + (2 * length)));
                sum3 += Pairs(values, Vector256.LoadUnsafe(ref other, i + (3 * length)));
            }

            Sums(sum0, sum1, sum2, sum3).StoreUnsafe(ref target, at);
        }
    }

    /// <summary>Eight numbers of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ref sbyte row, nuint at)
    {
        Vector128<sbyte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref row, at)))).AsSByte();
        return Vector256.ConvertToSingle(Avx2.IsSupported ? Avx2.ConvertToVector256Int32(bytes) : Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256Unsafe()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pairs(Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.MultiplyAddAdjacent(a, b);
        }

        (Vector256<int> lowA, Vector256<int> highA) = Vector256.Widen(a);
        (Vector256<int> lowB, Vector256<int> highB) = Vector256.Widen(b);
        return (lowA * lowB) + (highA * highB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sums(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        if (Avx2.IsSupported)
        {
            Vector256<int> sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
            return sums.GetLower() + sums.GetUpper();
        }

        return Vector128.Create(Vector256.Sum(a), Vector256.Sum(b), Vector256.Sum(c), Vector256.Sum(d));
    }
}
