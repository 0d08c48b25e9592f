using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RerankKit.Embedded;

/// <summary>From what models say of a piece to the numbers of the table: centred, brought to length 1, put side by side, reduced by principal components.</summary>
internal sealed class Projection
{
    private readonly float[][] _means;
    private readonly float[] _centre;
    private readonly float[] _axes;

    private Projection(float[][] means, float[] centre, float[] axes) => (_means, _centre, _axes) = (means, centre, axes);

    /// <summary>How many numbers a row of the table has.</summary>
    public int Dimension => _axes.Length / _centre.Length;

    /// <summary>Fits it to rows.</summary>
    /// <param name="models">What each model says of each piece.</param>
    /// <param name="included">Which pieces take part: unused and special ones do not.</param>
    /// <param name="dimension">How many numbers are kept; zeros where there are no more.</param>
    public static Projection Fit(IReadOnlyList<PieceRows> models, IReadOnlyList<bool> included, int dimension)
    {
        int[] rows = [.. Enumerable.Range(0, included.Count).Where(row => included[row])];
        int width = models.Sum(model => model.Width);
        float[][] means = [.. models.Select(model => model.IsCentred ? Mean(model, rows) : new float[model.Width])];
        PieceRows joined = new Projection(means, new float[width], []).Join(models);
        float[] centre = Mean(joined, rows);
        double[][] axes = SymmetricEigenvectors.Of(Covariance(joined, centre, rows));
        float[] kept = new float[dimension * width];
        for (int i = 0; i < Math.Min(dimension, width) * width; i++)
        {
            kept[i] = (float)axes[i / width][i % width];
        }

        return new(means, centre, kept);
    }

    /// <summary>The rows of the table.</summary>
    public sbyte[] Apply(IReadOnlyList<PieceRows> models)
    {
        PieceRows joined = Join(models);
        int width = _centre.Length;
        sbyte[] rows = new sbyte[joined.Count * Dimension];
        float[] values = new float[Dimension];
        for (int row = 0; row < joined.Count; row++)
        {
            Span<float> vector = joined[row];
            TensorPrimitives.Subtract(vector, _centre, vector);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = TensorPrimitives.Dot(vector, _axes.AsSpan(i * width, width));
            }

            float scale = TensorPrimitives.MaxMagnitude(values) is var largest && largest != 0 ? sbyte.MaxValue / Math.Abs(largest) : 0;
            for (int i = 0; i < values.Length; i++)
            {
                rows[(row * Dimension) + i] = (sbyte)Math.Round(values[i] * scale);
            }
        }

        return rows;
    }

    /// <summary>Writes it, for whoever makes some of the rows again.</summary>
    public void Write(string path) =>
        File.WriteAllBytes(path, [.. MemoryMarshal.AsBytes([.. _means.SelectMany(mean => mean), .. _centre, .. _axes]).ToArray()]);

    /// <summary>Reads one that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="widths">The numbers of each model's vectors.</param>
    public static Projection Read(string path, params ReadOnlySpan<int> widths)
    {
        float[] numbers = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        float[][] means = new float[widths.Length][];
        int at = 0;
        for (int model = 0; model < means.Length; model++)
        {
            means[model] = numbers[at..(at += widths[model])];
        }

        return new(means, numbers[at..(2 * at)], numbers[(2 * at)..]);
    }

    private PieceRows Join(IReadOnlyList<PieceRows> models)
    {
        int rows = models[0].Count;
        int width = models.Sum(model => model.Width);
        var joined = new PieceRows(new float[rows * width], width);
        for (int row = 0; row < rows; row++)
        {
            int at = 0;
            for (int model = 0; model < models.Count; model++)
            {
                Span<float> part = joined[row].Slice(at, models[model].Width);
                TensorPrimitives.Subtract(models[model][row], _means[model], part);
                TensorPrimitives.Divide(part, Math.Max(TensorPrimitives.Norm<float>(part), 1e-9f), part);
                at += part.Length;
            }
        }

        return joined;
    }

    private static float[] Mean(PieceRows vectors, int[] rows)
    {
        double[] sum = new double[vectors.Width];
        foreach (int row in rows)
        {
            Span<float> vector = vectors[row];
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += vector[i];
            }
        }

        return [.. sum.Select(value => (float)(value / rows.Length))];
    }

    // Row by row of the result: each number adds up in the order of the pieces, however many threads there are.
    private static double[][] Covariance(PieceRows joined, float[] centre, int[] rows)
    {
        int width = centre.Length;
        float[][] columns = [.. Enumerable.Range(0, width).Select(_ => new float[rows.Length])];
        for (int row = 0; row < rows.Length; row++)
        {
            Span<float> vector = joined[rows[row]];
            for (int i = 0; i < width; i++)
            {
                columns[i][row] = vector[i] - centre[i];
            }
        }

        double[][] covariance = [.. Enumerable.Range(0, width).Select(_ => new double[width])];
        Parallel.For(0, width, i =>
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[i][j] = TensorPrimitives.Dot(columns[i], columns[j]);
            }
        });
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < i; j++)
            {
                covariance[j][i] = covariance[i][j];
            }
        }

        return covariance;
    }
}
