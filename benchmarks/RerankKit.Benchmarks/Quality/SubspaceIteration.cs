namespace RerankKit.Benchmarks;

/// <summary>The greatest eigenvalues of a symmetric matrix and their vectors, by randomized subspace iteration (Halko, Martinsson and Tropp, 2011).</summary>
internal static class SubspaceIteration
{
    private const int Oversampling = 16;
    private const int Rounds = 3;

    /// <summary>Computes them; the same seed gives the same result.</summary>
    /// <returns>
    /// The eigenvectors as columns, <c>[Size, rank]</c> row by row, and the eigenvalues, greatest first. Where the matrix has fewer positive ones, the rest are 0.
    /// </returns>
    public static (float[] Vectors, double[] Values) Greatest(SparseMatrix matrix, int rank, int seed)
    {
        int width = Math.Min(rank + Oversampling, matrix.Size);
        var random = new Random(seed);
        float[] basis = new float[matrix.Size * width];
        for (int i = 0; i < basis.Length; i++)
        {
            basis[i] = NextGaussian(random);
        }

        for (int round = 0; round < Rounds; round++)
        {
            basis = matrix.Multiply(Orthonormal(basis, width), width);
        }

        basis = Orthonormal(basis, width);
        double[,] small = Products(basis, matrix.Multiply(basis, width), width);
        (double[] values, double[,] rotation) = JacobiEigen.Of(small);
        float[] turn = new float[width * rank];
        for (int j = 0; j < width; j++)
        {
            for (int k = 0; k < Math.Min(rank, width); k++)
            {
                turn[(j * rank) + k] = (float)rotation[j, k];
            }
        }

        float[] vectors = new float[matrix.Size * rank];
        Parallel.For(0, matrix.Size, row => MultiplyRow(basis.AsSpan(row * width, width), turn, vectors.AsSpan(row * rank, rank)));
        return (vectors, [.. Enumerable.Range(0, rank).Select(k => k < width ? Math.Max(0, values[k]) : 0)]);
    }

    /// <summary>A normally distributed number, by Box and Muller.</summary>
    public static float NextGaussian(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    // Twice by Cholesky: once is not orthogonal enough in single precision.
    private static float[] Orthonormal(float[] basis, int width) => CholeskyStep(CholeskyStep(basis, width), width);

    private static float[] CholeskyStep(float[] basis, int width)
    {
        double[,] gram = Products(basis, basis, width);
        double ridge = 1e-10 * Enumerable.Range(0, width).Max(i => gram[i, i]);
        double[,] lower = new double[width, width];
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = gram[i, j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++)
                {
                    sum -= lower[i, k] * lower[j, k];
                }

                lower[i, j] = i == j ? Math.Sqrt(Math.Max(sum, ridge)) : sum / lower[j, j];
            }
        }

        float[] inverse = InverseTransposed(lower, width);
        float[] result = new float[basis.Length];
        Parallel.For(0, basis.Length / width, row => MultiplyRow(basis.AsSpan(row * width, width), inverse, result.AsSpan(row * width, width)));
        return result;
    }

    private static void MultiplyRow(ReadOnlySpan<float> row, float[] matrix, Span<float> result)
    {
        for (int k = 0; k < row.Length; k++)
        {
            SparseMatrix.AddScaled(matrix.AsSpan(k * result.Length, result.Length), row[k], result);
        }
    }

    /// <summary>The transposed inverse of a lower triangular matrix, row by row.</summary>
    private static float[] InverseTransposed(double[,] lower, int width)
    {
        float[] result = new float[width * width];
        double[] column = new double[width];
        for (int j = 0; j < width; j++)
        {
            for (int i = j; i < width; i++)
            {
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++)
                {
                    sum -= lower[i, k] * column[k];
                }

                column[i] = sum / lower[i, i];
                result[(j * width) + i] = (float)column[i];
            }
        }

        return result;
    }

    /// <summary>The products of the columns of two matrices.</summary>
    private static double[,] Products(float[] left, float[] right, int width)
    {
        double[,] products = new double[width, width];
        Parallel.For(0, width, i =>
        {
            float[] sums = new float[width];
            double[] totals = new double[width];
            int rows = left.Length / width;
            for (int row = 0; row < rows; row++)
            {
                SparseMatrix.AddScaled(right.AsSpan(row * width, width), left[(row * width) + i], sums);

                // Sums of many rows in single precision lose too much.
                if (row % 64 == 63 || row == rows - 1)
                {
                    for (int j = 0; j < width; j++)
                    {
                        totals[j] += sums[j];
                    }

                    Array.Clear(sums);
                }
            }

            for (int j = 0; j < width; j++)
            {
                products[i, j] = totals[j];
            }
        });
        return products;
    }
}
