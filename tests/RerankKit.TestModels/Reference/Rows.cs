using System.Numerics;
using System.Runtime.InteropServices;

namespace RerankKit.TestModels;

/// <summary>A matrix of doubles with one row per token, and the few operations the references are written in.</summary>
internal sealed class Rows(int count, int width)
{
    public int Count { get; } = count;

    public int Width { get; } = width;

    public double[] Values { get; } = new double[count * width];

    public Span<double> this[int row] => Values.AsSpan(row * Width, Width);

    /// <summary>Rows of an embedding table.</summary>
    public static Rows Embed(ReadOnlySpan<int> ids, SeededTensor table)
    {
        var rows = new Rows(ids.Length, (int)table.Dims[1]);
        for (int i = 0; i < ids.Length; i++)
        {
            float[] row = table.Row(ids[i]);
            for (int j = 0; j < row.Length; j++)
            {
                rows[i][j] = row[j];
            }
        }

        return rows;
    }

    /// <summary>One row, as a matrix.</summary>
    public Rows Row(int row)
    {
        var rows = new Rows(1, Width);
        this[row].CopyTo(rows.Values);
        return rows;
    }

    /// <summary>Columns from <paramref name="start"/> on.</summary>
    public Rows Columns(int start, int width)
    {
        var rows = new Rows(Count, width);
        for (int i = 0; i < Count; i++)
        {
            this[i].Slice(start, width).CopyTo(rows[i]);
        }

        return rows;
    }

    /// <summary>This times a weight [inputs, outputs], plus a bias.</summary>
    public Rows Linear(SeededTensor weight, SeededTensor? bias = null)
    {
        int outputs = (int)weight.Dims[1];
        var result = new Rows(Count, outputs);
        double[] wide = new double[outputs];
        for (int input = 0; input < Width; input++)
        {
            ReadOnlySpan<float> row = weight.Values.AsSpan(input * outputs, outputs);
            for (int j = 0; j < outputs; j++)
            {
                wide[j] = row[j];
            }

            for (int i = 0; i < Count; i++)
            {
                AddScaled(result[i], wide, Values[(i * Width) + input]);
            }
        }

        return bias is null ? result : result.AddToEach(bias);
    }

    public Rows AddToEach(SeededTensor bias)
    {
        for (int i = 0; i < Values.Length; i++)
        {
            Values[i] += bias.Values[i % Width];
        }

        return this;
    }

    public static Rows operator +(Rows a, Rows b) => Zip(a, b, static (x, y) => x + y);

    public static Rows operator *(Rows a, Rows b) => Zip(a, b, static (x, y) => x * y);

    public Rows Map(Func<double, double> function)
    {
        var result = new Rows(Count, Width);
        for (int i = 0; i < Values.Length; i++)
        {
            result.Values[i] = function(Values[i]);
        }

        return result;
    }

    private static Rows Zip(Rows a, Rows b, Func<double, double, double> function)
    {
        var result = new Rows(a.Count, a.Width);
        for (int i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = function(a.Values[i], b.Values[i]);
        }

        return result;
    }

    // No fused multiply-add and one sum per column: the result does not depend on the machine's vector width.
    private static void AddScaled(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        int j = 0;
        Span<Vector<double>> sumVectors = MemoryMarshal.Cast<double, Vector<double>>(sums);
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (; j < vectors.Length; j++)
        {
            sumVectors[j] += vectors[j] * factor;
        }

        for (j *= Vector<double>.Count; j < values.Length; j++)
        {
            sums[j] += values[j] * factor;
        }
    }
}
