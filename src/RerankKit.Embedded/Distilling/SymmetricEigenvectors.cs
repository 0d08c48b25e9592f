namespace RerankKit.Embedded;

/// <summary>Jacobi's method with cyclic sweeps: slow, exact, and the same numbers in every run.</summary>
internal static class SymmetricEigenvectors
{
    private const int MaxSweeps = 30;
    private const double Tolerance = 1e-10;

    /// <summary>Eigenvectors by falling eigenvalue, as rows, each with its largest number positive.</summary>
    /// <param name="matrix">Symmetric; overwritten.</param>
    public static double[][] Of(double[][] matrix)
    {
        int size = matrix.Length;
        double[][] vectors = [.. Enumerable.Range(0, size).Select(i => { double[] row = new double[size]; row[i] = 1; return row; })];
        double trace = matrix.Select((row, i) => Math.Abs(row[i])).Sum();
        for (int sweep = 0; sweep < MaxSweeps && LargestOffDiagonal(matrix) > Tolerance * trace / size; sweep++)
        {
            for (int p = 0; p < size - 1; p++)
            {
                for (int q = p + 1; q < size; q++)
                {
                    Rotate(matrix, vectors, p, q);
                }
            }
        }

        return [.. Enumerable.Range(0, size).OrderByDescending(i => matrix[i][i]).Select(i => WithPositiveLargest(vectors[i]))];
    }

    // Rows only are touched: the matrix is symmetric, so a rotation of columns is one of rows read the other way, done at the end of the step.
    private static void Rotate(double[][] matrix, double[][] vectors, int p, int q)
    {
        double off = matrix[p][q];
        if (Math.Abs(off) < 1e-300)
        {
            return;
        }

        double theta = (matrix[q][q] - matrix[p][p]) / (2 * off);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        double pp = matrix[p][p] - (t * off);
        double qq = matrix[q][q] + (t * off);
        RotateRows(matrix[p], matrix[q], c, s);
        RotateRows(vectors[p], vectors[q], c, s);
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i][p] = matrix[p][i];
            matrix[i][q] = matrix[q][i];
        }

        (matrix[p][p], matrix[q][q], matrix[p][q], matrix[q][p]) = (pp, qq, 0, 0);
    }

    private static void RotateRows(double[] p, double[] q, double c, double s)
    {
        for (int i = 0; i < p.Length; i++)
        {
            (double a, double b) = (p[i], q[i]);
            p[i] = (c * a) - (s * b);
            q[i] = (s * a) + (c * b);
        }
    }

    private static double LargestOffDiagonal(double[][] matrix)
    {
        double largest = 0;
        for (int i = 0; i < matrix.Length; i++)
        {
            for (int j = i + 1; j < matrix.Length; j++)
            {
                largest = Math.Max(largest, Math.Abs(matrix[i][j]));
            }
        }

        return largest;
    }

    private static double[] WithPositiveLargest(double[] vector)
    {
        double largest = vector.MaxBy(Math.Abs);
        return largest >= 0 ? vector : [.. vector.Select(value => -value)];
    }
}
