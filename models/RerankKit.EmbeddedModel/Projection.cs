using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RerankKit.EmbeddedModel;

/// <summary>From what the models say of a piece to the numbers of the table: centred, brought to length 1, put side by side, reduced by principal components.</summary>
internal sealed class Projection
{
    private readonly float[][] _means;
    private readonly float[] _centre;
    private readonly float[] _axes;

    private Projection(float[][] means, float[] centre, float[] axes) => (_means, _centre, _axes) = (means, centre, axes);

    /// <summary>How many numbers a row of the table has.</summary>
    public int Dimension => _axes.Length / _centre.Length;

    /// <summary>Fits it to the rows from <paramref name="first"/> on.</summary>
    /// <param name="models">What each model says: vectors of all pieces, one behind the other.</param>
    /// <param name="first">Unused and special pieces stand before it.</param>
    /// <param name="dimension">How many numbers are kept.</param>
    public static Projection Fit(IReadOnlyList<float[]> models, int first, int dimension)
    {
        int width = models.Count * PieceVectors.Dimension;
        var projection = new Projection([.. models.Select(vectors => Mean(vectors, PieceVectors.Dimension, first))], new float[width], []);
        float[] joined = projection.Join(models);
        float[] centre = Mean(joined, width, first);
        double[][] axes = SymmetricEigenvectors.Of(Covariance(joined, centre, first));
        return new(projection._means, centre, [.. axes.Take(dimension).SelectMany(axis => axis).Select(value => (float)value)]);
    }

    /// <summary>The rows of the table.</summary>
    public sbyte[] Apply(IReadOnlyList<float[]> models)
    {
        float[] joined = Join(models);
        int width = _centre.Length;
        sbyte[] rows = new sbyte[joined.Length / width * Dimension];
        float[] values = new float[Dimension];
        for (int row = 0; row < joined.Length / width; row++)
        {
            Span<float> vector = joined.AsSpan(row * width, width);
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
    public static Projection Read(string path, int models)
    {
        float[] numbers = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        int width = models * PieceVectors.Dimension;
        return new([.. numbers[..width].Chunk(PieceVectors.Dimension)], numbers[width..(2 * width)], numbers[(2 * width)..]);
    }

    private float[] Join(IReadOnlyList<float[]> models)
    {
        int rows = models[0].Length / PieceVectors.Dimension;
        float[] joined = new float[rows * models.Count * PieceVectors.Dimension];
        for (int row = 0; row < rows; row++)
        {
            for (int model = 0; model < models.Count; model++)
            {
                Span<float> part = joined.AsSpan(((row * models.Count) + model) * PieceVectors.Dimension, PieceVectors.Dimension);
                TensorPrimitives.Subtract(models[model].AsSpan(row * PieceVectors.Dimension, PieceVectors.Dimension), _means[model], part);
                TensorPrimitives.Divide(part, Math.Max(TensorPrimitives.Norm(part), 1e-9f), part);
            }
        }

        return joined;
    }

    private static float[] Mean(float[] vectors, int width, int first)
    {
        double[] sum = new double[width];
        for (int i = first * width; i < vectors.Length; i++)
        {
            sum[i % width] += vectors[i];
        }

        return [.. sum.Select(value => (float)(value / ((vectors.Length / width) - first)))];
    }

    // Row by row of the result: each number adds up in the order of the pieces, however many threads there are.
    private static double[][] Covariance(float[] joined, float[] centre, int first)
    {
        int width = centre.Length;
        int rows = (joined.Length / width) - first;
        float[][] columns = [.. Enumerable.Range(0, width).Select(_ => new float[rows])];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < width; i++)
            {
                columns[i][row] = joined[((row + first) * width) + i] - centre[i];
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
