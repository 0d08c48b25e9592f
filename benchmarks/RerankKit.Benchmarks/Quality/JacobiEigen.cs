namespace RerankKit.Benchmarks;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.</summary>
internal static class JacobiEigen
{
    private const int MaxSweeps = 30;

    /// <summary>Computes them.</summary>
    /// <returns>The eigenvalues, greatest first, and their vectors as columns.</returns>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone();
        double[,] vectors = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            vectors[i, i] = 1;
        }

        for (int sweep = 0; sweep < MaxSweeps && Rotate(a, vectors, size) > 0; sweep++)
        {
        }

        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => a[i, i])];
        double[,] sorted = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < size; k++)
            {
                sorted[i, k] = vectors[i, order[k]];
            }
        }

        return ([.. order.Select(i => a[i, i])], sorted);
    }

    private static int Rotate(double[,] a, double[,] vectors, int size)
    {
        int rotations = 0;
        for (int p = 0; p < size; p++)
        {
            for (int q = p + 1; q < size; q++)
            {
                if (Math.Abs(a[p, q]) <= 1e-7 * Math.Sqrt(Math.Abs(a[p, p] * a[q, q])) + 1e-12)
                {
                    continue;
                }

                rotations++;
                double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
                double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
                double cosine = 1 / Math.Sqrt((t * t) + 1);
                double sine = t * cosine;
                for (int k = 0; k < size; k++)
                {
                    (a[k, p], a[k, q]) = ((cosine * a[k, p]) - (sine * a[k, q]), (sine * a[k, p]) + (cosine * a[k, q]));
                }

                for (int k = 0; k < size; k++)
                {
                    (a[p, k], a[q, k]) = ((cosine * a[p, k]) - (sine * a[q, k]), (sine * a[p, k]) + (cosine * a[q, k]));
                    (vectors[k, p], vectors[k, q]) = ((cosine * vectors[k, p]) - (sine * vectors[k, q]), (sine * vectors[k, p]) + (cosine * vectors[k, q]));
                }
            }
        }

        return rotations;
    }
}
