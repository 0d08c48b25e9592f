using System.Numerics;

namespace RerankKit.Benchmarks;

/// <summary>A square matrix of which most is zero: of each row the columns that are not, with their values.</summary>
internal sealed class SparseMatrix(int[] starts, int[] columns, float[] values)
{
    public int Size => starts.Length - 1;

    /// <summary>The product with a dense matrix of <paramref name="width"/> columns, row by row.</summary>
    public float[] Multiply(float[] dense, int width)
    {
        float[] product = new float[Size * width];
        Parallel.For(0, Size, row =>
        {
            Span<float> sum = product.AsSpan(row * width, width);
            for (int i = starts[row]; i < starts[row + 1]; i++)
            {
                AddScaled(dense.AsSpan(columns[i] * width, width), values[i], sum);
            }
        });
        return product;
    }

    /// <summary>Adds <paramref name="source"/> times <paramref name="factor"/>.</summary>
    public static void AddScaled(ReadOnlySpan<float> source, float factor, Span<float> sum)
    {
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + (new Vector<float>(source[i..]) * factor)).CopyTo(sum[i..]);
        }

        for (; i < source.Length; i++)
        {
            sum[i] += source[i] * factor;
        }
    }
}
